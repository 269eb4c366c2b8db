#ifndef ARCHIVE_CLINUX_SHIM_H
#define ARCHIVE_CLINUX_SHIM_H

/* glibc declares renameat2 (2.28) only under _GNU_SOURCE, which Swift's Glibc module does not
   set. RENAME_NOREPLACE is 1: man 2 renameat2. */
extern int renameat2(int, const char *, int, const char *, unsigned int);
static const unsigned int archive_rename_noreplace = 1;

#endif
