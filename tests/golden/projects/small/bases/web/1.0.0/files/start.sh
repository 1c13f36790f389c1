exec web -c /etc/web/web.conf "$@"
