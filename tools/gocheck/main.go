// SPDX-License-Identifier: Apache-2.0
// archive: an append-only archival and provenance store

// Command gocheck checks an archive's log, a static tlog-tiles export or a receipt with other people's code:
// the packages note and tlog of golang.org/x/mod/sumdb. It was written from SPEC.md alone.
//
//	gocheck [-key VKEY]… [-every N] ARCHIVE_FOLDER
//	gocheck -tiles DIR -key VKEY
//	gocheck -proof FILE -key VKEY
//
// Exit: 0 all checks passed, 1 a check failed, 2 usage.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type keyList []string

func (k *keyList) String() string     { return strings.Join(*k, " ") }
func (k *keyList) Set(s string) error { *k = append(*k, s); return nil }

// Limits of SPEC 5.2, 5.4 and 10.
const (
	maxNote      = 1 << 20
	maxCommit    = 32 << 20
	maxEntries   = 65536
	maxStatement = 32768
	maxProof     = 63
)

var (
	reEntry   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31} sha256:[0-9a-f]{64}( (0|[1-9][0-9]*)){0,8}$`)
	reCommit  = regexp.MustCompile(`^[0-9]{20}$`)
	statTypes = map[string]bool{"capture": true, "extractor": true, "derivation": true, "stamp": true, "key": true,
		"withhold": true, "retire": true, "fixity": true, "note": true}
)

// hashes is the storage that tlog computes on: tlog.StoredHashes appends to it.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(h)) {
			return nil, fmt.Errorf("hash %d is not stored", x)
		}
		out[i] = h[x]
	}
	return out, nil
}

// add appends record n, an entry without its line feed.
func (h *hashes) add(n int64, entry []byte) error {
	more, err := tlog.StoredHashes(n, entry, *h)
	*h = append(*h, more...)
	return err
}

// readPlain reads a plain file of at most limit bytes; links, pipes and the like are refused before they are opened.
func readPlain(path string, limit int64) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a plain file", path)
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s: over %d bytes", path, limit)
	}
	return os.ReadFile(path)
}

func decimal(s string) (int64, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s {
		return 0, fmt.Errorf("%q is not a decimal", s)
	}
	return n, nil
}

func verifiers(keys []string) (note.Verifiers, error) {
	var list []note.Verifier
	seen := map[string]bool{}
	for _, k := range keys {
		if seen[k] {
			continue
		}
		seen[k] = true
		v, err := note.NewVerifier(k)
		if err != nil {
			return nil, fmt.Errorf("key %q: %w", k, err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...), nil
}

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

// openCheckpoint checks the note with note.Open and reads the three lines (SPEC 5.3).
func openCheckpoint(msg []byte, known note.Verifiers) (checkpoint, error) {
	var cp checkpoint
	if len(msg) > maxNote {
		return cp, errors.New("note over 1 MiB")
	}
	n, err := note.Open(msg, known)
	if err != nil {
		return cp, err
	}
	// note.Open takes base64 with unused bits that are not zero; SPEC 1.3 does not.
	for _, s := range append(append([]note.Signature{}, n.Sigs...), n.UnverifiedSigs...) {
		if _, err := base64.StdEncoding.Strict().DecodeString(s.Base64); err != nil {
			return cp, fmt.Errorf("signature line: %w", err)
		}
	}
	if !strings.HasSuffix(n.Text, "\n") {
		return cp, errors.New("note text does not end in a line feed")
	}
	lines := strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n")
	if len(lines) < 3 {
		return cp, errors.New("checkpoint of under three lines")
	}
	for _, l := range lines {
		if l == "" {
			return cp, errors.New("checkpoint with an empty line")
		}
	}
	cp.origin = lines[0]
	if cp.size, err = decimal(lines[1]); err != nil {
		return cp, err
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return cp, errors.New("root is not base64 of 32 bytes")
	}
	copy(cp.root[:], root)
	for _, s := range n.Sigs {
		if s.Name != cp.origin {
			return cp, fmt.Errorf("signed by %q, the origin is %q", s.Name, cp.origin)
		}
	}
	return cp, nil
}

// archiveFile reads ARCHIVE (SPEC 6).
func archiveFile(folder string) (origin, key string, err error) {
	data, err := readPlain(filepath.Join(folder, "ARCHIVE"), 4096)
	if err != nil {
		return "", "", err
	}
	l := strings.Split(string(data), "\n")
	if len(l) != 4 || l[0] != "archive 1" || !strings.HasPrefix(l[1], "origin ") || !strings.HasPrefix(l[2], "key ") || l[3] != "" {
		return "", "", errors.New("ARCHIVE: not the three lines of format 1")
	}
	return l[1][len("origin "):], l[2][len("key "):], nil
}

// splitCommit returns the entries and the note (SPEC 5.4).
func splitCommit(data []byte) ([][]byte, []byte, error) {
	i := bytes.Index(data, []byte("\n\n"))
	if i < 0 {
		return nil, nil, errors.New("no empty line")
	}
	entries := bytes.Split(data[:i], []byte("\n"))
	if len(entries) > maxEntries {
		return nil, nil, errors.New("too many entries")
	}
	for n, e := range entries {
		if len(e) > 255 || !reEntry.Match(e) {
			return nil, nil, fmt.Errorf("line %d: malformed entry", n+1)
		}
	}
	return entries, data[i+2:], nil
}

func checkArchive(folder string, keys []string, every int64) error {
	origin, key, err := archiveFile(folder)
	if err != nil {
		if len(keys) == 0 {
			return err
		}
		fmt.Printf("ARCHIVE not used: %v\n", err)
	}
	pinned := len(keys) > 0
	if !pinned {
		keys = []string{key}
	}
	known, err := verifiers(keys)
	if err != nil {
		return err
	}
	logFolder := filepath.Join(folder, "log")
	if info, err := os.Lstat(logFolder); err != nil || !info.IsDir() {
		return errors.New("log: not a folder")
	}
	names, err := os.ReadDir(logFolder) // sorted by name
	if err != nil {
		return err
	}
	var (
		store   hashes
		entries [][]byte
		heads   []checkpoint
	)
	for _, d := range names {
		if !reCommit.MatchString(d.Name()) {
			fmt.Printf("log/%q is no commit, passed over\n", d.Name())
			continue
		}
		where := "log/" + d.Name()
		if want := fmt.Sprintf("%020d", len(entries)); d.Name() != want {
			return fmt.Errorf("%s: the next commit should be %s", where, want)
		}
		data, err := readPlain(filepath.Join(logFolder, d.Name()), maxCommit)
		if err != nil {
			return err
		}
		added, msg, err := splitCommit(data)
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		for _, e := range added {
			if err := store.add(int64(len(entries)), e); err != nil {
				return err
			}
			entries = append(entries, e)
		}
		cp, err := openCheckpoint(msg, known)
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		if origin == "" {
			origin = cp.origin
		}
		if cp.origin != origin {
			return fmt.Errorf("%s: origin %q, wanted %q", where, cp.origin, origin)
		}
		if cp.size != int64(len(entries)) {
			return fmt.Errorf("%s: checkpoint of %d entries, there are %d", where, cp.size, len(entries))
		}
		root, err := tlog.TreeHash(cp.size, store)
		if err != nil {
			return err
		}
		if root != cp.root {
			return fmt.Errorf("%s: root %v, the entries have %v", where, cp.root, root)
		}
		heads = append(heads, cp)
	}
	if len(heads) == 0 {
		return errors.New("log: no commits")
	}
	last := heads[len(heads)-1]
	for i := 1; i < len(heads); i++ {
		proof, err := tlog.ProveTree(heads[i].size, heads[i-1].size, store)
		if err == nil {
			err = tlog.CheckTree(proof, heads[i].size, heads[i].root, heads[i-1].size, heads[i-1].root)
		}
		if err != nil {
			return fmt.Errorf("consistency of %d and %d entries: %w", heads[i-1].size, heads[i].size, err)
		}
	}
	if every <= 0 {
		every = 1 + last.size/20000
	}
	proven := 0
	for n := int64(0); n < last.size; n += every {
		proof, err := tlog.ProveRecord(last.size, n, store)
		if err == nil {
			err = tlog.CheckRecord(proof, last.size, last.root, n, tlog.RecordHash(entries[n]))
		}
		if err != nil {
			return fmt.Errorf("inclusion of entry %d: %w", n, err)
		}
		proven++
	}
	trust := "the key in ARCHIVE, trusted on first use"
	if pinned {
		trust = fmt.Sprintf("%d keys given", len(keys))
	}
	fmt.Printf("ok: origin %s, %d commits signed and with the right roots, %d entries, %d consistency proofs, inclusion of %d entries (every %d.), %s\n",
		origin, len(heads), last.size, len(heads)-1, proven, every, trust)
	fmt.Println("not checked: packs, statements, which keys were in force when")
	return nil
}

// ---- tiles

// tileIndex is the N of a path: groups of three digits, all but the last with an x before (c2sp.org/tlog-tiles).
func tileIndex(n int64) string {
	s := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		s = fmt.Sprintf("x%03d/%s", n%1000, s)
	}
	return s
}

func tilePath(level string, n int64, width int) string {
	p := "tile/" + level + "/" + tileIndex(n)
	if width < 256 {
		p += fmt.Sprintf(".p/%d", width)
	}
	return p
}

// splitBundle parses an entry bundle: for each entry a big-endian u16 length and its bytes.
func splitBundle(data []byte) ([][]byte, error) {
	var out [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, errors.New("cut off length")
		}
		n := int(binary.BigEndian.Uint16(data))
		if data = data[2:]; len(data) < n {
			return nil, errors.New("cut off entry")
		}
		out = append(out, data[:n])
		data = data[n:]
	}
	return out, nil
}

// allTiles lists the hash tiles that a static export of a tree of this size has. tlog.NewTiles of x/mod 0.7.0 lists
// partial tiles of every width from 1 on, of which an export needs only the widest.
func allTiles(size int64) []tlog.Tile {
	var out []tlog.Tile
	for level := 0; size > 0; level, size = level+1, size>>8 {
		for n := int64(0); n<<8 < size; n++ {
			width := 256
			if left := size - n<<8; left < 256 {
				width = int(left)
			}
			out = append(out, tlog.Tile{H: 8, L: level, N: n, W: width})
		}
	}
	return out
}

func checkTiles(dir string, keys []string) error {
	known, err := verifiers(keys)
	if err != nil {
		return err
	}
	msg, err := readPlain(filepath.Join(dir, "checkpoint"), maxNote)
	if err != nil {
		return err
	}
	cp, err := openCheckpoint(msg, known)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	expected := map[string]bool{"checkpoint": true}
	var store hashes
	bundles := 0
	for n := int64(0); n*256 < cp.size; n++ {
		width := 256
		if left := cp.size - n*256; left < 256 {
			width = int(left)
		}
		p := tilePath("entries", n, width)
		expected[p] = true
		data, err := readPlain(filepath.Join(dir, filepath.FromSlash(p)), 256*(2+65535))
		if err != nil {
			return err
		}
		entries, err := splitBundle(data)
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		if len(entries) != width {
			return fmt.Errorf("%s: %d entries, wanted %d", p, len(entries), width)
		}
		for i, e := range entries {
			if len(e) > 255 || !reEntry.Match(e) {
				return fmt.Errorf("%s: entry %d is malformed", p, i)
			}
			if err := store.add(n*256+int64(i), e); err != nil {
				return err
			}
		}
		bundles++
	}
	root, err := tlog.TreeHash(cp.size, store)
	if err != nil {
		return err
	}
	if root != cp.root {
		return fmt.Errorf("checkpoint: root %v, the entries have %v", cp.root, root)
	}
	tiles := allTiles(cp.size)
	for _, t := range tiles {
		want, err := tlog.ReadTileData(t, store)
		if err != nil {
			return err
		}
		p := tilePath(strconv.Itoa(t.L), t.N, t.W)
		expected[p] = true
		got, err := readPlain(filepath.Join(dir, filepath.FromSlash(p)), 8192)
		if err != nil {
			return err
		}
		if !bytes.Equal(got, want) {
			return fmt.Errorf("%s: other hashes than those of the entries", p)
		}
	}
	extra := 0
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err == nil && !d.IsDir() && !expected[filepath.ToSlash(rel)] {
			extra++
		}
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("ok: origin %s, %d entries in %d bundles, %d hash tiles, root %v; %d other files not looked at\n",
		cp.origin, cp.size, bundles, len(tiles), cp.root, extra)
	return nil
}

// ---- receipts (SPEC 9)

func cutLine(data []byte) (string, []byte, error) {
	i := bytes.IndexByte(data, '\n')
	if i < 0 {
		return "", nil, errors.New("cut off")
	}
	return string(data[:i]), data[i+1:], nil
}

func checkProof(file string, keys []string) error {
	known, err := verifiers(keys)
	if err != nil {
		return err
	}
	data, err := readPlain(file, maxNote+2*maxStatement+maxProof*45+4096)
	if err != nil {
		return err
	}
	var statement []byte
	var index int64
	for i := 0; i < 3; i++ {
		var l string
		if l, data, err = cutLine(data); err != nil {
			return err
		}
		switch {
		case i == 0 && l == "c2sp.org/tlog-proof@v1":
		case i == 1 && strings.HasPrefix(l, "extra "):
			if statement, err = base64.StdEncoding.Strict().DecodeString(l[len("extra "):]); err != nil {
				return fmt.Errorf("extra: %w", err)
			}
		case i == 2 && strings.HasPrefix(l, "index "):
			if index, err = decimal(l[len("index "):]); err != nil {
				return fmt.Errorf("index: %w", err)
			}
		default:
			return fmt.Errorf("line %d is not of a receipt: %q", i+1, l)
		}
	}
	var proof tlog.RecordProof
	for {
		var l string
		if l, data, err = cutLine(data); err != nil {
			return err
		}
		if l == "" {
			break
		}
		h, err := base64.StdEncoding.Strict().DecodeString(l)
		if err != nil || len(h) != tlog.HashSize {
			return errors.New("a hash of the proof is not base64 of 32 bytes")
		}
		var hash tlog.Hash
		copy(hash[:], h)
		if proof = append(proof, hash); len(proof) > maxProof {
			return errors.New("over 63 hashes")
		}
	}
	if len(statement) > maxStatement || !utf8.Valid(statement) {
		return errors.New("the statement is too long or not UTF-8")
	}
	var st struct {
		Type    string
		Version json.RawMessage
	}
	if err := json.Unmarshal(statement, &st); err != nil {
		return fmt.Errorf("statement: %w", err)
	}
	if !statTypes[st.Type] || string(st.Version) != "1" {
		return fmt.Errorf("statement of type %q, version %s", st.Type, st.Version)
	}
	cp, err := openCheckpoint(data, known)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	if index >= cp.size {
		return fmt.Errorf("index %d, tree size %d", index, cp.size)
	}
	entry := fmt.Sprintf("%s sha256:%x", st.Type, sha256.Sum256(statement))
	if err := tlog.CheckRecord(proof, cp.size, cp.root, index, tlog.RecordHash([]byte(entry))); err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}
	fmt.Printf("ok: origin %s, entry %d of %d: %s\n", cp.origin, index, cp.size, entry)
	fmt.Println("not checked: the statement's canonical form and members")
	return nil
}

func main() {
	var keys keyList
	flag.Var(&keys, "key", "verifier key to accept; may be given several times")
	tiles := flag.String("tiles", "", "check a static tlog-tiles export in this folder")
	proof := flag.String("proof", "", "check this receipt")
	every := flag.Int64("every", 0, "prove the inclusion of every N-th entry (default: all, fewer in big logs)")
	flag.Parse()
	var err error
	switch {
	case *tiles != "" && *proof == "" && flag.NArg() == 0 && len(keys) > 0:
		err = checkTiles(*tiles, keys)
	case *proof != "" && *tiles == "" && flag.NArg() == 0 && len(keys) > 0:
		err = checkProof(*proof, keys)
	case *tiles == "" && *proof == "" && flag.NArg() == 1:
		err = checkArchive(flag.Arg(0), keys, *every)
	default:
		fmt.Fprintln(os.Stderr, "usage: gocheck [-key VKEY]… [-every N] FOLDER | -tiles DIR -key VKEY | -proof FILE -key VKEY")
		os.Exit(2)
	}
	if err != nil {
		fmt.Printf("FAILED: %v\n", err)
		os.Exit(1)
	}
}
