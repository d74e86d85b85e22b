/* Stands between a program and its disk.

   Counts every call that changes a file in one folder. At the call that was asked
   for it kills the process (before, after or half-way), or says that the disk is
   broken or full. It can also write down all that is done, for whoever wants to
   play a power cut. Loaded by LD_PRELOAD; told what to do by shim.py. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { COUNT, BEFORE, AFTER, TORN, BROKEN, FULL, FULL_FROM_HERE };
enum { WRITE = 'w', SYNC = 's', CUT = 'c', REMOVE = 'r', NOTE = 'n' };

static char folder[PATH_MAX];
static long calls, struck_at;
static int how = COUNT, script = -1;

void shim_arm(const char *inside, long at, int mode) {
    snprintf(folder, sizeof folder, "%s", inside);
    calls = 0;
    struck_at = at;
    how = mode;
}

void shim_disarm(void) { how = COUNT; struck_at = 0; }

long shim_calls(void) { return calls; }

void shim_record(int fd) { script = fd; }

static void record(char deed, const char *path, int64_t offset, int64_t length,
                   const void *bytes) {
    if (script < 0) return;
    int64_t head[4] = {deed, (int64_t)strlen(path), offset, length};
    syscall(SYS_write, script, head, sizeof head);
    syscall(SYS_write, script, path, strlen(path));
    if (bytes) syscall(SYS_write, script, bytes, length);
}

void shim_note(const char *said) { record(NOTE, said, 0, 0, NULL); }

static int watched(const char *path) {
    size_t length = strlen(folder);
    return length && !strncmp(path, folder, length);
}

/* The path of an open file in the folder, or nothing. */
static const char *named(int fd) {
    static char path[PATH_MAX];
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    return watched(path) ? path : NULL;
}

static void die(void) { kill(getpid(), SIGKILL); }

/* Counts the call; answers whether it is the one, and dies or sets errno for it. */
static int struck(void) {
    calls++;
    int hit = how == FULL_FROM_HERE ? struck_at && calls >= struck_at
                                    : calls == struck_at;
    if (!hit) return 0;
    if (how == BEFORE) die();
    if (how == BROKEN) errno = EIO;
    if (how == FULL || how == FULL_FROM_HERE) errno = ENOSPC;
    return 1;
}

static int refused(int hit) {
    return hit && (how == BROKEN || how == FULL || how == FULL_FROM_HERE);
}

static void over(int hit) {
    if (hit && (how == AFTER || how == TORN)) die();
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    REAL(pwrite64);
    const char *path = named(fd);
    if (!path) return real(fd, bytes, length, offset);
    int hit = struck();
    if (refused(hit)) return -1;
    ssize_t done = real(fd, bytes, hit && how == TORN ? length / 2 : length, offset);
    over(hit);
    record(WRITE, path, offset, done, bytes);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return pwrite64(fd, bytes, length, offset);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    const char *path = named(fd);
    if (!path) return real(fd, bytes, length);
    int hit = struck();
    if (refused(hit)) return -1;
    off_t offset = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real(fd, bytes, hit && how == TORN ? length / 2 : length);
    over(hit);
    record(WRITE, path, offset, done, bytes);
    return done;
}

static int synced(int (*real)(int), int fd) {
    const char *path = named(fd);
    if (!path) return real(fd);
    int hit = struck();
    if (refused(hit)) return -1;
    int done = real(fd);
    over(hit);
    record(SYNC, path, 0, 0, NULL);
    return done;
}

int fdatasync(int fd) {
    REAL(fdatasync);
    return synced(real, fd);
}

int fsync(int fd) {
    REAL(fsync);
    return synced(real, fd);
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    const char *path = named(fd);
    if (!path) return real(fd, length);
    int hit = struck();
    if (refused(hit)) return -1;
    int done = real(fd, length);
    over(hit);
    record(CUT, path, length, 0, NULL);
    return done;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }

int unlink(const char *path) {
    REAL(unlink);
    if (!watched(path)) return real(path);
    int hit = struck();
    if (refused(hit)) return -1;
    int done = real(path);
    over(hit);
    if (!done) record(REMOVE, path, 0, 0, NULL);
    return done;
}
