#ifndef ARCHIVE_CLINUX_SHIM_H
#define ARCHIVE_CLINUX_SHIM_H

#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>

/* glibc declares renameat2 (2.28) only under _GNU_SOURCE, which Swift's Glibc module does not
   set. RENAME_NOREPLACE is 1: man 2 renameat2. */
extern int renameat2(int, const char *, int, const char *, unsigned int);
static const unsigned int archive_rename_noreplace = 1;

/* As above. The last two are of glibc 2.29 and 2.34. F_SETPIPE_SZ is 1031: man 2 fcntl. */
extern int pipe2(int *, int);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
static const int archive_set_pipe_size = 1031;

/* prctl takes any number of arguments, which Swift does not import. */
static inline int archive_end_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL);
}

#endif
