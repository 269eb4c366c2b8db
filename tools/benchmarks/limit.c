/* SPDX-License-Identifier: Apache-2.0
 * archive: an append-only archival and provenance store
 *
 * What the hardware allows: the least that an archive of files has to do, and nothing else.
 *
 *   limit add LEVEL OUTPUT <LIST    reads the files of LIST (paths, each ended by a NUL byte), digests and
 *                                   deflates them in groups of 256 KiB, writes one file, one fsync
 *   limit verify OUTPUT             reads that, inflates it and digests every file
 *
 * Two threads. It builds no log, no index and no headers for other programs, and checks nothing on adding.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, GROUP = 256 << 10, PART = 16 << 20, FILES = 4096, DIGEST = 32 };

struct header {
    uint32_t count, raw, deflated;
};

struct row {
    uint32_t length;
    unsigned char digest[DIGEST];
};

struct group {
    struct header header;
    struct row rows[FILES];
    unsigned char *raw, *deflated;
    size_t room;
};

static char **paths;
static size_t path_count;
static atomic_size_t next_path;
static int level, output;
static atomic_ullong end_offset, raw_bytes, failures;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned long long packed_length, read_offset;

static void fail(const char *what) {
    fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void write_all(const void *bytes, size_t length, unsigned long long offset) {
    const unsigned char *next = bytes;
    while (length > 0) {
        ssize_t done = pwrite(output, next, length, (off_t)offset);
        if (done < 0) fail("write");
        next += done, length -= (size_t)done, offset += (unsigned long long)done;
    }
}

static void flush(struct group *group, struct libdeflate_compressor *compressor) {
    struct header *header = &group->header;
    if (header->count == 0) return;
    size_t bound = libdeflate_deflate_compress_bound(compressor, header->raw);
    if (!(group->deflated = realloc(group->deflated, bound))) fail("memory");
    header->deflated = (uint32_t)libdeflate_deflate_compress(
        compressor, group->raw, header->raw, group->deflated, bound);
    size_t table = header->count * sizeof(struct row);
    size_t length = sizeof *header + table + header->deflated;
    unsigned long long offset = atomic_fetch_add(&end_offset, length);
    write_all(header, sizeof *header, offset);
    write_all(group->rows, table, offset + sizeof *header);
    write_all(group->deflated, header->deflated, offset + sizeof *header + table);
    atomic_fetch_add(&raw_bytes, header->raw);
    *header = (struct header){0};
}

static void *add(void *unused) {
    (void)unused;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(level);
    struct group *group = calloc(1, sizeof *group);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t index;
    while ((index = atomic_fetch_add(&next_path, 1)) < path_count) {
        int file = open(paths[index], O_RDONLY | O_CLOEXEC);
        struct stat status;
        if (file < 0 || fstat(file, &status) != 0) fail(paths[index]);
        size_t left = (size_t)status.st_size;
        do {
            size_t part = left < PART ? left : PART;
            struct header *header = &group->header;
            if (header->count == FILES || header->raw + part > GROUP) flush(group, compressor);
            if (group->room < header->raw + part) {
                group->room = header->raw + part < GROUP ? GROUP : header->raw + part;
                if (!(group->raw = realloc(group->raw, group->room))) fail("memory");
            }
            unsigned char *start = group->raw + header->raw;
            for (size_t done = 0; done < part;) {
                ssize_t count = read(file, start + done, part - done);
                if (count <= 0) fail(paths[index]);
                done += (size_t)count;
            }
            struct row *row = &group->rows[header->count++];
            row->length = (uint32_t)part;
            EVP_DigestInit_ex(context, EVP_sha256(), NULL);
            EVP_DigestUpdate(context, start, part);
            EVP_DigestFinal_ex(context, row->digest, NULL);
            header->raw += (uint32_t)part;
            left -= part;
        } while (left > 0);
        close(file);
    }
    flush(group, compressor);
    return NULL;
}

static void *verify(void *unused) {
    (void)unused;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    struct group *group = calloc(1, sizeof *group);
    struct header *header = &group->header;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t deflated_room = 0;
    for (;;) {
        pthread_mutex_lock(&lock);
        unsigned long long offset = read_offset;
        if (offset < packed_length) {
            if (pread(output, header, sizeof *header, (off_t)offset) != sizeof *header) fail("read");
            read_offset += sizeof *header + header->count * sizeof(struct row) + header->deflated;
        }
        pthread_mutex_unlock(&lock);
        if (offset >= packed_length) return NULL;
        size_t table = header->count * sizeof(struct row);
        if (deflated_room < header->deflated) {
            deflated_room = header->deflated;
            if (!(group->deflated = realloc(group->deflated, deflated_room))) fail("memory");
        }
        if (group->room < header->raw) {
            group->room = header->raw;
            if (!(group->raw = realloc(group->raw, group->room))) fail("memory");
        }
        offset += sizeof *header;
        if (pread(output, group->rows, table, (off_t)offset) != (ssize_t)table) fail("read");
        if (pread(output, group->deflated, header->deflated, (off_t)(offset + table)) != (ssize_t)header->deflated)
            fail("read");
        if (libdeflate_deflate_decompress(decompressor, group->deflated, header->deflated, group->raw, header->raw,
                                          NULL) != LIBDEFLATE_SUCCESS)
            atomic_fetch_add(&failures, 1);
        unsigned char *start = group->raw, digest[DIGEST];
        for (uint32_t row = 0; row < header->count; row++) {
            EVP_DigestInit_ex(context, EVP_sha256(), NULL);
            EVP_DigestUpdate(context, start, group->rows[row].length);
            EVP_DigestFinal_ex(context, digest, NULL);
            if (memcmp(digest, group->rows[row].digest, DIGEST) != 0) atomic_fetch_add(&failures, 1);
            start += group->rows[row].length;
        }
        atomic_fetch_add(&raw_bytes, header->raw);
    }
}

static void run(void *(*work)(void *)) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0) fail("thread");
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

static void read_list(void) {
    char *path = NULL;
    size_t size = 0, room = 0;
    while (getdelim(&path, &size, '\0', stdin) > 0) {
        if (path_count == room) {
            room = room ? 2 * room : 1024;
            if (!(paths = realloc(paths, room * sizeof *paths))) fail("memory");
        }
        if (!(paths[path_count++] = strdup(path))) fail("memory");
    }
    free(path);
}

int main(int count, char **words) {
    if (count == 4 && strcmp(words[1], "add") == 0) {
        level = atoi(words[2]);
        read_list();
        output = open(words[3], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (output < 0) fail(words[3]);
        run(add);
        if (fsync(output) != 0) fail(words[3]);
    } else if (count == 3 && strcmp(words[1], "verify") == 0) {
        output = open(words[2], O_RDONLY | O_CLOEXEC);
        struct stat status;
        if (output < 0 || fstat(output, &status) != 0) fail(words[2]);
        packed_length = (unsigned long long)status.st_size;
        run(verify);
    } else {
        fprintf(stderr, "usage: limit add LEVEL OUTPUT <LIST | limit verify OUTPUT\n");
        return 2;
    }
    printf("%llu bytes, %llu failures\n", (unsigned long long)raw_bytes, (unsigned long long)failures);
    return failures ? 1 : 0;
}
