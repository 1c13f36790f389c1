/* SPDX-License-Identifier: Apache-2.0 */
/* inject.c - a filter in the child, and the parent who answers for it. */
#include "publish/inject.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct watched {
	int number;
	const char *name;
	bool changes;
};

#define WATCH(call) { SYS_##call, #call, false }
#define CHANGES(call) { SYS_##call, #call, true }

static const struct watched watched[] = {
	CHANGES(openat),
	CHANGES(openat2),
	CHANGES(mkdirat),
	CHANGES(linkat),
	CHANGES(unlinkat),
	CHANGES(renameat2),
#ifdef SYS_renameat
	CHANGES(renameat),
#endif
#ifdef SYS_newfstatat
	WATCH(newfstatat),
#endif
#ifdef SYS_fstat
	WATCH(fstat),
#endif
	WATCH(getdents64),
	WATCH(pread64),
	CHANGES(pwrite64),
	CHANGES(write),
	CHANGES(fsync),
	CHANGES(syncfs),
	CHANGES(flock),
	WATCH(close),
};

enum { NWATCHED = sizeof(watched) / sizeof(watched[0]) };

const char *
inject_name(int call)
{
	for (size_t i = 0; i < NWATCHED; i++)
		if (watched[i].number == call)
			return watched[i].name;
	return "?";
}

bool
inject_changes(int call)
{
	for (size_t i = 0; i < NWATCHED; i++)
		if (watched[i].number == call)
			return watched[i].changes;
	return false;
}

/* The filter: a comparison for each watched call, then the two answers. */
static int
install_filter(void)
{
	struct sock_filter code[NWATCHED + 3] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog program = { NWATCHED + 3, code };

	for (size_t i = 0; i < NWATCHED; i++)
		code[1 + i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)watched[i].number,
		                                           (uint8_t)(NWATCHED - i), 0);
	code[NWATCHED + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[NWATCHED + 2] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(sizeof(int))];
};

/* One byte of text, and the descriptor when there is one. */
static bool
send_fd(int sock, int fd)
{
	union control control = { .bytes = { 0 } };
	char byte = fd >= 0 ? 'f' : 'n';
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *c;

	if (fd >= 0) {
		msg.msg_control = control.bytes;
		msg.msg_controllen = sizeof(control.bytes);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	}
	return sendmsg(sock, &msg, 0) == 1;
}

static int
receive_fd(int sock)
{
	union control control = { .bytes = { 0 } };
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.bytes,
		              .msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *c;
	int fd;

	if (recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	c = CMSG_FIRSTHDR(&msg);
	if (!c || c->cmsg_type != SCM_RIGHTS) {
		errno = ENOSYS;
		return -1;
	}
	memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

static _Noreturn void
child(int sock, int (*fn)(void *ctx), void *ctx)
{
	int listener = install_filter();

	/* no watched call before the parent listens; it reads at once */
	if (!send_fd(sock, listener) || listener < 0)
		_exit(126);
	_exit(fn(ctx));
}

/* Answers one call. False when the child was killed instead. */
static bool
answer(int listener, pid_t pid, const struct inject *what, struct inject_outcome *out)
{
	struct seccomp_notif req = { 0 };
	struct seccomp_notif_resp resp = { 0 };
	bool here, dies;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &req) < 0)
		return errno == EINTR || errno == ENOENT;
	here = what->kind != INJECT_NOTHING && out->calls >= what->at && out->calls - what->at <= what->more;
	dies = (here && what->kind == INJECT_KILL) || (what->kill_at && out->calls == what->kill_at);
	if (out->calls < INJECT_CALLS)
		out->call[out->calls] = req.data.nr;
	out->calls++;
	if (dies) {
		out->killed = true;
		kill(pid, SIGKILL);
		return false;
	}
	if (here && what->kind == INJECT_HOLD)
		what->held(what->ctx);
	resp.id = req.id;
	if (here && what->kind == INJECT_ERROR)
		resp.error = -what->err;
	else
		resp.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &resp);
	return true;
}

/* Until the child has ended; returns what waitpid says of it. */
static int
attend(int listener, pid_t pid, const struct inject *what, struct inject_outcome *out)
{
	struct pollfd p = { .fd = listener, .events = POLLIN };
	bool alive = true;
	int status = 0;

	while (alive) {
		/* kernels before 5.8 do not hang up: look now and then */
		int n = poll(&p, 1, 20);

		if (n > 0 && p.revents & POLLIN)
			alive = answer(listener, pid, what, out);
		else if (n > 0)
			alive = false;
		else if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
	}
	waitpid(pid, &status, 0);
	return status;
}

bool
inject_run(int (*fn)(void *ctx), void *ctx, const struct inject *what, struct inject_outcome *out)
{
	int pair[2], listener, status;
	pid_t pid;

	*out = (struct inject_outcome){ .status = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return false;
	pid = fork();
	if (pid == 0)
		child(pair[1], fn, ctx);
	listener = pid < 0 ? -1 : receive_fd(pair[0]);
	close(pair[0]);
	close(pair[1]);
	if (listener < 0) {
		if (pid > 0)
			waitpid(pid, NULL, 0);
		return false;
	}
	status = attend(listener, pid, what, out);
	close(listener);
	if (WIFEXITED(status))
		out->status = WEXITSTATUS(status);
	return true;
}
