/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * QEMU runs as a child with all its ports off but the first serial one, which is standard output
 * and, if that is a terminal, standard input.  Signals that would end this program are passed on to
 * the child, and the child dies if this program is killed; either way no machine is left running.
 * The terminal's settings, which QEMU changes, are restored.
 */
#include "run.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define STATUS_TIMEOUT   124
#define STATUS_NOT_FOUND 127
#define STATUS_SIGNAL    128
#define GRACE_SECONDS    2
#define NO_TIMEOUT       0.0

/* The value of --timeout in seconds; false if it is not a number above zero. */
static bool timeout_read(const char *text, double *seconds)
{
    char *end;
    *seconds = NO_TIMEOUT;
    if (text == NULL) {
        return true;
    }
    *seconds = strtod(text, &end);
    return end != text && *end == '\0' && *seconds > 0 && *seconds < 1e9;
}

/* A file name as part of a QEMU option: commas are doubled. */
static const char *option_escape(struct arena *arena, const char *text)
{
    char *escaped = arena_alloc(arena, 2 * strlen(text) + 1);
    char *out = escaped;
    for (; *text != '\0'; text++) {
        *out++ = *text;
        if (*text == ',') {
            *out++ = ',';
        }
    }
    return escaped;
}

static bool is_elf(const char *path)
{
    char start[4] = {0};
    FILE *stream = fopen(path, "re");
    if (stream != NULL) {
        size_t count = fread(start, 1, sizeof start, stream);
        fclose(stream);
        return count == sizeof start && memcmp(start, "\177ELF", sizeof start) == 0;
    }
    return false;
}

/* QEMU's command line. */
static char **command_make(struct arena *arena, const struct options *options,
                           const struct board *board)
{
    static const char *const ports[] = {"-display", "none",      "-monitor", "none",  "-serial",
                                        "stdio",    "-parallel", "none",     "-nic",  "none",
                                        "-no-reboot"};
    const char **words = NULL;
    size_t count = 0;
    for (size_t i = 0; i < board->qemu_count; i++) {
        *ARENA_APPEND(arena, words, count) = board->qemu[i];
    }
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        *ARENA_APPEND(arena, words, count) = ports[i];
    }
    const char *file = option_escape(arena, options->file);
    *ARENA_APPEND(arena, words, count) = "-device";
    *ARENA_APPEND(arena, words, count) =
        is_elf(options->file)
            ? arena_format(arena, "loader,file=%s,cpu-num=0", file)
            : arena_format(arena, "loader,file=%s,addr=0x%llx,cpu-num=0,force-raw=on", file,
                           (unsigned long long)board->load_address);
    for (char **extra = options->extra; extra != NULL && *extra != NULL; extra++) {
        *ARENA_APPEND(arena, words, count) = *extra;
    }
    char **command = arena_alloc(arena, (count + 1) * sizeof command[0]);
    memcpy(command, words, count * sizeof command[0]);
    return command;
}

/* In the child: becomes QEMU. */
static void child_run(char **command, const sigset_t *old_mask, bool with_input, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(STATUS_NOT_FOUND);
    }
    if (!with_input) {
        int null = open("/dev/null", O_RDONLY);
        dup2(null, STDIN_FILENO);
    }
    sigprocmask(SIG_SETMASK, old_mask, NULL);
    execvp(command[0], command);
    fprintf(stderr, "annona: error: %s: %s [qemu]\n    hint: install QEMU (qemu-system-arm)\n",
            command[0], strerror(errno));
    _exit(STATUS_NOT_FOUND);
}

/* The time left until a deadline; false if it has passed. */
static bool time_left(const struct timespec *deadline, struct timespec *left)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    left->tv_sec = deadline->tv_sec - now.tv_sec;
    left->tv_nsec = deadline->tv_nsec - now.tv_nsec;
    if (left->tv_nsec < 0) {
        left->tv_nsec += 1000000000;
        left->tv_sec--;
    }
    return left->tv_sec >= 0;
}

static struct timespec deadline_in(double seconds)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += (time_t)seconds;
    deadline.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (deadline.tv_nsec >= 1000000000) {
        deadline.tv_nsec -= 1000000000;
        deadline.tv_sec++;
    }
    return deadline;
}

/*
 * Waits for the child, passing signals on, at most until the deadline (NULL: for ever).  Returns
 * true with its wait status, false if time ran out.
 */
static bool child_wait(pid_t child, const sigset_t *signals, const struct timespec *deadline,
                       int *status)
{
    for (;;) {
        if (waitpid(child, status, WNOHANG) == child) {
            return true;
        }
        struct timespec left;
        if (deadline != NULL && !time_left(deadline, &left)) {
            return false;
        }
        int number = deadline != NULL ? sigtimedwait(signals, NULL, &left)
                                      : sigwaitinfo(signals, NULL);
        if (number > 0 && number != SIGCHLD) {
            kill(child, number);
        }
    }
}

/* Runs the command to its end, or to the end of its time. */
static int command_run(char **command, bool with_input, double seconds)
{
    sigset_t signals;
    sigset_t old_mask;
    int status = 0;
    sigemptyset(&signals);
    const int numbers[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        sigaddset(&signals, numbers[i]);
    }
    sigprocmask(SIG_BLOCK, &signals, &old_mask);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        child_run(command, &old_mask, with_input, parent);
    }
    if (child < 0) {
        fprintf(stderr, "annona: error: cannot start QEMU: %s [qemu]\n", strerror(errno));
        return 1;
    }
    struct timespec deadline = deadline_in(seconds);
    if (child_wait(child, &signals, seconds > NO_TIMEOUT ? &deadline : NULL, &status)) {
        return WIFEXITED(status) ? WEXITSTATUS(status) : STATUS_SIGNAL + WTERMSIG(status);
    }
    struct timespec grace = deadline_in(GRACE_SECONDS);
    kill(child, SIGTERM);
    if (!child_wait(child, &signals, &grace, &status)) {
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
    }
    return STATUS_TIMEOUT;
}

int run_image(struct arena *arena, const struct options *options, const struct board *board)
{
    double seconds;
    if (!timeout_read(options->timeout, &seconds)) {
        fprintf(stderr, "annona: error: '%s' is not a time in seconds [usage]\n",
                options->timeout);
        return 1;
    }
    if (board->qemu_count == 0) {
        fprintf(stderr, "annona: error: board '%s' has no QEMU machine [run]\n", board->name);
        return 1;
    }
    if (!file_exists(options->file)) {
        fprintf(stderr, "annona: error: %s: no such file [file]\n", options->file);
        return 1;
    }
    struct termios terminal;
    bool is_terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &terminal) == 0;
    char **command = command_make(arena, options, board);
    int status = command_run(command, is_terminal || options->input, seconds);
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
    }
    return status;
}
