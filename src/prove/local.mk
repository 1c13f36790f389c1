# SPDX-License-Identifier: Apache-2.0
libberth_a_SOURCES += \
	src/prove/prove.h
