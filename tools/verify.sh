#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# archive: an append-only archival and provenance store
#
# An independent verifier of archives, written from SPEC.md alone: bash, coreutils, gzip and
# openssl, nothing else. It is meant for small archives; it only reads.
#
#   verify.sh [--quick|--deep] [--key VERIFIER_KEY] [--head FILE] FOLDER
#
#   --quick   lengths and headers only         --key   the key that must have signed
#   --deep    every byte of every document     --head  a remembered checkpoint, to be extended
#
# Exit: 0 nothing found, 1 damage, 2 usage, 4 not an archive, 5 newer, 6 trust, 7 input-output.

set -u
export LC_ALL=C
unset GZIP GLOBIGNORE POSIXLY_CORRECT CDPATH BASH_ENV IFS
shopt -s nullglob dotglob
umask 077

readonly SEGMENT=16777216 GROUP=262144 STATEMENT_MAX=32768 NUMBER_MAX=9007199254740991
readonly S=$'\x1f' LF=$'\n'
readonly EMPTY_SHA=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
readonly RE_DIGEST='^sha256:[0-9a-f]{64}$' RE_DECIMAL='^(0|[1-9][0-9]{0,18})$'
readonly RE_ENTRY='^([a-z][a-z0-9-]{0,31}) sha256:([0-9a-f]{64})(( (0|[1-9][0-9]*)){0,8})$'
readonly RE_B64='^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$'

# ---- output

declare -A NAME=(
  [E101]=archive-file-missing [E102]=archive-file-malformed [E103]=archive-file-mismatch
  [E104]=format-newer [E105]=specification-missing [E106]=specification-mismatch
  [E107]=not-a-plain-file [N108]=unexpected-file [E201]=pack-hash-mismatch [E202]=pack-missing
  [E203]=pack-length-mismatch [E204]=member-malformed [E205]=member-data-mismatch
  [E206]=member-count-mismatch [E207]=segments-broken [N208]=pack-orphan [E209]=member-newer
  [E301]=commit-malformed [E302]=commit-missing [E303]=tree-size-mismatch [E304]=root-mismatch
  [E305]=signature-invalid [E306]=signature-missing [E307]=origin-mismatch
  [E308]=entry-type-unknown [E309]=key-unknown [E310]=log-empty [E401]=statement-missing
  [E402]=statement-malformed [E403]=statement-type-mismatch [E404]=statement-newer
  [E405]=key-statement-invalid [E501]=blob-missing [E502]=blob-length-mismatch
  [E503]=extractor-mismatch [E601]=rollback [E602]=fork [E603]=key-mismatch [E701]=unreadable)
declare -A SEEN_CLASS=()
FINDINGS=0 NOTICES=0
NOT_CHECKED=()

# quoted TEXT -> Q: safe to print whatever bytes a hostile name holds
quoted() {
  if [[ $1 =~ ^[]A-Za-z0-9._/:@%+=,#[\ -]+$ ]]; then Q=$1; else printf -v Q '%q' "$1"; fi
}

# finding CODE SUBJECT DETAIL: one line, and the class for the exit code (SPEC 8.6)
finding() {
  local cls Q
  case $1 in
    N*) cls=0 ;;
    E104 | E209 | E308 | E404) cls=5 ;;
    E103 | E30[3-7] | E309 | E405 | E6*) cls=6 ;;
    E701) cls=7 ;;
    *) cls=1 ;;
  esac
  SEEN_CLASS[$cls]=1
  if ((cls)); then ((++FINDINGS)); else ((++NOTICES)); fi
  quoted "$2"
  printf '%s %s %s: %s\n' "$1" "${NAME[$1]}" "$Q" "$3"
}

# stage FUNCTION: an error of the shell itself leaves FUNCTION and is not to be taken for "nothing
# found"
stage() { "$@"; ((++STAGES)); }

# finish STAGES: the report's end
finish() {
  local c line
  local form='summary: mode %s; %d commits, %d entries, %d packs, %d members walked, %d inflated, '
  form+='%d statements checked; %d findings, %d notices\n'
  printf "$form" \
    "$MODE" "${#COMMIT_FIRST[@]}" "${#ENTRY[@]}" "${#PACK_ORDER[@]}" "${#M_PACK[@]}" "$INFLATED" \
      "$STATEMENTS" "$FINDINGS" "$NOTICES"
  for line in "${NOT_CHECKED[@]+"${NOT_CHECKED[@]}"}"; do printf 'not checked: %s\n' "$line"; done
  for c in 6 1 7 5; do [[ -n ${SEEN_CLASS[$c]-} ]] && leave "$c"; done
  ((STAGES == $1)) ||
    { printf 'verify.sh: internal error: a check ended early; nothing is proven\n' >&2; leave 7; }
  leave 0
}

leave() { trap - EXIT; [[ -z $T ]] || rm -rf -- "$T"; exit "$1"; }

usage() {
  printf 'verify.sh: %s\nusage: verify.sh [--quick|--deep] [--key VERIFIER_KEY] [--head FILE] FOLDER\n' \
    "$1" >&2
  leave 2
}

# ---- bytes

# read_text FILE SIZE -> TEXT. False when the file holds a NUL byte or is not SIZE bytes long.
read_text() {
  TEXT=
  IFS= read -r -d '' TEXT <"$1" || :
  ((${#TEXT} == $2))
}

size_of() { SIZE=$(stat -c %s -- "$1" 2>/dev/null) || SIZE=; [[ $SIZE =~ ^[0-9]+$ ]]; }

# kind_of PATH -> KIND: absent, file, folder or other; links are never followed
kind_of() {
  if [[ -L $1 ]]; then KIND=other
  elif [[ -f $1 ]]; then KIND=file
  elif [[ -d $1 ]]; then KIND=folder
  elif [[ -e $1 ]]; then KIND=other
  else KIND=absent; fi
}

is_decimal() { # SPEC 1.3: at most 2^63 - 1
  [[ $1 =~ $RE_DECIMAL ]] && { ((${#1} < 19)) || [[ ! $1 > 9223372036854775807 ]]; }
}

# escaped HEX -> ESC: the bytes as printf escapes
escaped() {
  local i
  ESC=
  for ((i = 0; i < ${#1}; i += 2)); do ESC+="\\x${1:i:2}"; done
}

b64_to_hex() {
  HEX=$(printf '%s' "$1" | base64 -d 2>/dev/null | od -An -v -tx1)
  HEX=${HEX//[!0-9a-f]/}
}

sha_of_file() {
  SHA=$(sha256sum <"$1" 2>/dev/null) || SHA=
  SHA=${SHA%% *}
  [[ $SHA =~ ^[0-9a-f]{64}$ ]]
}

# is_utf8 TEXT (SPEC 3.1, 5.2)
RE_UTF8=$'^([\x01-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf][\x80-\xbf]'
RE_UTF8+=$'|\xed[\x80-\x9f][\x80-\xbf]'
RE_UTF8+=$'|\xf0[\x90-\xbf][\x80-\xbf][\x80-\xbf]'
RE_UTF8+=$'|[\xf1-\xf3][\x80-\xbf][\x80-\xbf][\x80-\xbf]|\xf4[\x80-\x8f][\x80-\xbf][\x80-\xbf])*$'
is_utf8() { # in pieces: the regular expression's memory grows with the text
  local t=$1 p
  [[ $t != *[$'\x80'-$'\xff']* ]] && return 0
  while ((${#t} > 2000)); do
    p=${t:0:2000}
    while [[ ${t:${#p}:1} == [$'\x80'-$'\xbf'] ]] && ((${#p} < 2004)); do p+=${t:${#p}:1}; done
    [[ $p =~ $RE_UTF8 ]] || return 1
    t=${t:${#p}}
  done
  [[ $t =~ $RE_UTF8 ]]
}

CRC_TABLE=()
crc_init() {
  local i j c
  for ((i = 0; i < 256; i++)); do
    for ((c = i, j = 0; j < 8; j++)); do ((c = c & 1 ? (c >> 1) ^ 0xedb88320 : c >> 1)); done
    CRC_TABLE[i]=$c
  done
}

# ---- keys, notes

declare -A KEY_PUB=() # verifier key -> public key in hex
# parse_key VERIFIER_KEY -> KEY_NAME KEY_ID; false when it is malformed (SPEC 5.2)
parse_key() {
  local rest b64 id
  KEY_NAME=${1%%+*}
  [[ $1 == *+*+* ]] || return 1
  rest=${1#*+} KEY_ID=${rest%%+*} b64=${rest#*+}
  is_name "$KEY_NAME" && [[ $KEY_ID =~ ^[0-9a-f]{8}$ && ${#b64} -eq 44 && $b64 =~ $RE_B64 ]] ||
    return 1
  [[ -n ${KEY_PUB[$1]-} ]] && return 0
  b64_to_hex "$b64"
  [[ ${#HEX} -eq 66 && $HEX == 01* ]] || return 1
  escaped "$HEX"
  id=$({ printf '%s\n' "$KEY_NAME"; printf "$ESC"; } | sha256sum)
  [[ ${id:0:8} == "$KEY_ID" ]] || return 1
  KEY_PUB[$1]=${HEX:2}
}

is_origin() { [[ $1 =~ ^[!-~]{1,255}$ && $1 != *+* ]]; }

# is_name TEXT: UTF-8, not empty, without + and without white space of any alphabet (SPEC 5.2)
RE_SPACE=$'[\x09-\x0d ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]'
RE_SPACE+=$'|\xe2\x81\x9f|\xe3\x80\x80'
is_name() { [[ -n $1 && $1 != *+* ]] && ! [[ $1 =~ $RE_SPACE ]] && is_utf8 "$1"; }

# parse_note TEXT -> NOTE_TEXT, NOTE_LINES (the text's lines), NOTE_SIGS ("name base64"); false
# when malformed (SPEC 5.2)
parse_note() {
  local -a all
  local i last=-1 line name sig NB=$'\xe2\x80\x94 '
  ((${#1} <= 1048576)) && [[ $1 == *"$LF" && $1 != *[$'\x01'-$'\x09\x0b'-$'\x1f']* ]] &&
    is_utf8 "$1" || return 1
  mapfile -t all < <(printf '%s' "$1")
  for ((i = 0; i < ${#all[@]}; i++)); do [[ -z ${all[i]} ]] && last=$i; done
  ((last > 0 && ${#all[@]} - last - 1 >= 1 && ${#all[@]} - last - 1 <= 100)) || return 1
  NOTE_SIGS=()
  for ((i = last + 1; i < ${#all[@]}; i++)); do
    line=${all[i]}
    [[ $line == "$NB"*' '* ]] || return 1
    line=${line#"$NB"}
    name=${line%% *} sig=${line#* }
    is_name "$name" && [[ ${#sig} -ge 8 && $sig =~ $RE_B64 ]] || return 1
    # under five bytes: no signature behind the key ID
    [[ ${#sig} -eq 8 && $sig == *= ]] && [[ $sig == *== ]] && return 1
    NOTE_SIGS+=("$name $sig")
  done
  NOTE_LINES=("${all[@]:0:last}")
  printf -v NOTE_TEXT '%s\n' "${NOTE_LINES[@]}"
}

# parse_checkpoint TEXT -> CP_ORIGIN CP_SIZE CP_ROOT (hex), NOTE_* (SPEC 5.3)
parse_checkpoint() {
  local i
  parse_note "$1" && ((${#NOTE_LINES[@]} >= 3)) || return 1
  for ((i = 0; i < ${#NOTE_LINES[@]}; i++)); do [[ -n ${NOTE_LINES[i]} ]] || return 1; done
  CP_ORIGIN=${NOTE_LINES[0]} CP_SIZE=${NOTE_LINES[1]}
  is_decimal "$CP_SIZE" && [[ ${#NOTE_LINES[2]} -eq 44 && ${NOTE_LINES[2]} =~ $RE_B64 ]] ||
    return 1
  b64_to_hex "${NOTE_LINES[2]}"
  CP_ROOT=$HEX
  ((${#CP_ROOT} == 64))
}

# verify_signature VERIFIER_KEY HEX_OF_ID_AND_SIGNATURE: over the file $T/text
verify_signature() {
  [[ ${#2} -eq 136 ]] || return 1
  escaped "302a300506032b6570032100${KEY_PUB[$1]}"
  printf "$ESC" >"$T/key"
  escaped "${2:8}"
  printf "$ESC" >"$T/sig"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$T/key" -rawin -in "$T/text" -sigfile \
    "$T/sig" >/dev/null 2>&1 </dev/null
}

# ---- Merkle tree

declare -A NODE=() # "level,index" -> hash of a complete subtree
# hash_files COUNT -> HASHES: digests of $T/h/0 … in one process for 500
hash_files() {
  local i k out
  local -a lines
  HASHES=()
  for ((i = 0; i < $1; i += 500)); do
    local names=()
    for ((k = i; k < i + 500 && k < $1; k++)); do names+=("$k"); done
    out=$(cd "$T/h" && sha256sum -- "${names[@]}")
    mapfile -t lines <<<"$out"
    for k in "${lines[@]}"; do HASHES+=("${k:0:64}"); done
  done
}

# build_tree: all complete subtrees over ENTRY (SPEC 5.1)
build_tree() {
  local n=${#ENTRY[@]} i k level=0 base
  for ((base = 0; base < n; base += 5000)); do
    for ((i = base, k = 0; i < n && k < 5000; i++, k++)); do
      printf '\0%s' "${ENTRY[i]}" >"$T/h/$k"
    done
    hash_files "$k"
    for ((i = 0; i < k; i++)); do NODE[0,$((base + i))]=${HASHES[i]}; done
  done
  while ((n >>= 1)); do
    for ((base = 0; base < n; base += 5000)); do
      for ((i = base, k = 0; i < n && k < 5000; i++, k++)); do
        escaped "01${NODE[$level,$((2 * i))]}${NODE[$level,$((2 * i + 1))]}"
        printf "$ESC" >"$T/h/$k"
      done
      hash_files "$k"
      for ((i = 0; i < k; i++)); do NODE[$((level + 1)),$((base + i))]=${HASHES[i]}; done
    done
    ((++level))
  done
}

# root_of SIZE -> ROOT: the complete subtrees of SIZE leaves folded from the right
root_of() {
  local n=$1 level=0
  ROOT=
  ((n)) || { ROOT=$EMPTY_SHA; return; }
  while ((n)); do
    if ((n & 1)); then
      if [[ -z $ROOT ]]; then ROOT=${NODE[$level,$((n - 1))]}
      else
        escaped "01${NODE[$level,$((n - 1))]}$ROOT"
        ROOT=$(printf "$ESC" | sha256sum)
        ROOT=${ROOT%% *}
      fi
    fi
    ((n >>= 1, ++level))
  done
}

# ---- ARCHIVE (SPEC 6)

ARCHIVE_OK=0 ARCHIVE_ORIGIN= ARCHIVE_KEY=
check_archive_file() {
  local f=$A/ARCHIVE first rest
  kind_of "$f"
  case $KIND in
    absent) finding E101 ARCHIVE 'there is no such file'; return ;;
    file) ;;
    *) finding E107 ARCHIVE 'not a plain file'; return ;;
  esac
  [[ -r $f ]] && size_of "$f" || { finding E701 ARCHIVE 'cannot be read'; return; }
  local size=$SIZE
  head -c 4096 -- "$f" >"$T/archive" 2>/dev/null || { unreadable ARCHIVE; return; }
  read_text "$T/archive" "$((size < 4096 ? size : 4096))" && ((size <= 4096)) && rest=$TEXT ||
    rest=
  first=${TEXT%%"$LF"*} # SPEC 8.7
  if [[ $TEXT == *"$LF"* && $first == 'archive '* && ! $first =~ ^archive\ [01]$ ]] &&
    is_decimal "${first#archive }"; then
    finding E104 ARCHIVE "format version ${first#archive } is newer than this program"
    NOT_CHECKED+=('everything else: the format is newer')
    finish "$STAGES"
  fi
  local lines=()
  [[ -n $rest ]] && mapfile -t lines <<<"${rest%"$LF"}"
  if ((${#lines[@]} == 3)) && [[ ${lines[0]} == 'archive 1' && ${lines[1]} == 'origin '* &&
    ${lines[2]} == 'key '* &&
    $rest == "${lines[0]}$LF${lines[1]}$LF${lines[2]}$LF" ]] && is_origin "${lines[1]#origin }" &&
    parse_key "${lines[2]#key }"; then
    ARCHIVE_OK=1 ARCHIVE_ORIGIN=${lines[1]#origin } ARCHIVE_KEY=${lines[2]#key }
  else
    finding E102 ARCHIVE 'not the three lines archive, origin, key'
  fi
}

# ---- listing (8.1)

LOG_NAMES=() PACK_NAMES=()
declare -A BAD_FOLDER=() # packs or packs/xx that is no folder or cannot be read
LOG_FOLDER_OK=1

QUIET=0 # whether to be silent of folders that are none
# folder_ok NAME: false with a finding when it is no folder or cannot be read; absent is not a
# finding here
folder_ok() {
  kind_of "$A/$1"
  case $KIND in
    absent) return 1 ;;
    *) ((QUIET)) && { [[ $KIND == folder && -r $A/$1 && -x $A/$1 ]]; return; } ;;&
    folder) [[ -r $A/$1 && -x $A/$1 ]] && return 0
      [[ $1 == log ]] || UNSURE=1
      unreadable "$1" ;;
    *) finding E107 "$1" 'not a folder' ;;
  esac
  BAD_FOLDER[$1]=1
  return 1
}

unreadable() { finding E701 "$1" 'cannot be read'; }

list_log() {
  local p
  folder_ok log || { [[ -n ${BAD_FOLDER[log]-} ]] && LOG_FOLDER_OK=0; return; }
  for p in "$A"/log/*; do
    if [[ ${p##*/} =~ ^[0-9]{20}$ ]]; then LOG_NAMES+=("${p##*/}")
    else UNEXPECTED+=("log/${p##*/}"); fi
  done
}

list_packs() {
  local p q xx
  folder_ok packs || return
  for p in "$A"/packs/*; do
    xx=${p##*/}
    [[ $xx =~ ^[0-9a-f]{2}$ ]] || { UNEXPECTED+=("packs/$xx"); continue; }
    folder_ok "packs/$xx" || continue
    for q in "$p"/*; do
      if [[ ${q##*/} =~ ^${xx}[0-9a-f]{62}\.gz$ ]]; then PACK_NAMES+=("${q##*/}")
      else UNEXPECTED+=("packs/$xx/${q##*/}"); fi
    done
  done
}

list_top() {
  local p
  for p in "$A"/*; do
    case ${p##*/} in
      ARCHIVE | SPEC.md | packs | log | parity | cache | staging) ;;
      *) UNEXPECTED+=("${p##*/}") ;;
    esac
  done
}

# ---- commits (8.2)

ENTRY=() ENTRY_TYPE=() ENTRY_SHA=()
COMMIT_FIRST=() COMMIT_COUNT=() COMMIT_ORIGIN=() COMMIT_SIZE=() COMMIT_ROOT=() COMMIT_TEXT=()
COMMIT_SIGS=()
PACK_ORDER=()
declare -A WANTED=()    # digests of the statements to check in this mode
declare -A PACK_WANT=() # digest -> "bytes members;" for each entry that names it
LOG_ENDED=0
UNSURE=0 # E209 or E701 for a pack, which silences E401, E501 and E503 (SPEC 8.5)

read_commits() {
  local name want f
  for name in "${LOG_NAMES[@]+"${LOG_NAMES[@]}"}"; do
    f=$A/log/$name
    printf -v want '%020d' "${#ENTRY[@]}"
    LOG_ENDED=1
    if [[ $name > $want ]]; then
      finding E302 "log/$want" "missing; the next commit is $name"
      return
    elif [[ $name < $want ]]; then
      finding E301 "log/$name" "its first index is not the number of entries so far, ${#ENTRY[@]}"
      return
    fi
    kind_of "$f"
    [[ $KIND == file ]] || { finding E107 "log/$name" 'not a plain file'; return; }
    [[ -r $f ]] && size_of "$f" || { finding E701 "log/$name" 'cannot be read'; return; }
    ((SIZE <= 33554432)) || { finding E301 "log/$name" 'over 32 MiB'; return; }
    read_text "$f" "$SIZE" ||
      { finding E301 "log/$name" 'holds a zero byte, or could not be read whole'; return; }
    parse_commit "$name" || { finding E301 "log/$name" "$WHY"; return; }
    LOG_ENDED=0
  done
}

# parse_commit NAME: TEXT is the file (SPEC 4, 5.4)
parse_commit() {
  local -a lines
  local i n=0 line type sha rest d head_text IFS=' '
  WHY='does not end with a line feed'
  [[ $TEXT == *"$LF" ]] || return 1
  mapfile -t lines < <(printf '%s' "$TEXT")
  WHY='no empty line'
  while ((n < ${#lines[@]})) && [[ -n ${lines[n]} ]]; do ((++n)); done
  ((n < ${#lines[@]})) || return 1
  WHY='not 1 to 65,536 entries'
  ((n >= 1 && n <= 65536)) || return 1
  local types=() shas=() wants=()
  for ((i = 0; i < n; i++)); do
    line=${lines[i]}
    WHY="line $((i + 1)): malformed entry"
    [[ $line =~ $RE_ENTRY ]] && ((${#line} <= 255)) || return 1
    type=${BASH_REMATCH[1]} sha=${BASH_REMATCH[2]} rest=${BASH_REMATCH[3]}
    local nums=()
    [[ -n $rest ]] && read -r -a nums <<<"$rest"
    for d in "${nums[@]+"${nums[@]}"}"; do is_decimal "$d" || return 1; done
    case $type in
      pack) ((${#nums[@]} == 2)) || return 1; wants+=("$sha ${nums[0]} ${nums[1]}") ;;
      capture | extractor | derivation | stamp | key | withhold | retire | fixity | note)
        ((${#nums[@]} == 0)) || return 1 ;;
    esac
    types+=("$type") shas+=("$sha")
  done
  if ((${#ENTRY[@]} == 0)); then # SPEC 5.4: the first commit
    WHY='the first commit is not one pack entry and one key entry'
    [[ ${types[*]} == 'pack key' ]] || return 1
  fi
  printf -v head_text '%s\n' "${lines[@]:0:n}"
  WHY='malformed checkpoint'
  parse_checkpoint "${TEXT:${#head_text}+1}" || return 1
  # parsed: all of it counts from here
  COMMIT_FIRST+=("${#ENTRY[@]}") COMMIT_COUNT+=("$n") COMMIT_ORIGIN+=("$CP_ORIGIN")
  COMMIT_SIZE+=("$CP_SIZE")
  COMMIT_ROOT+=("$CP_ROOT") COMMIT_TEXT+=("$NOTE_TEXT")
  printf -v line '%s\n' "${NOTE_SIGS[@]}"
  COMMIT_SIGS+=("$line")
  for ((i = 0; i < n; i++)); do
    case ${types[i]} in
      pack) ;;
      key) WANTED[${shas[i]}]=1 ;;
      capture | extractor | derivation | stamp | withhold | retire | fixity | note)
        [[ $MODE == quick ]] || WANTED[${shas[i]}]=1 ;;
      *) finding E308 "entry $((${#ENTRY[@]}))" "type ${types[i]}" ;;
    esac
    ENTRY+=("${lines[i]}") ENTRY_TYPE+=("${types[i]}") ENTRY_SHA+=("${shas[i]}")
  done
  for line in "${wants[@]+"${wants[@]}"}"; do
    sha=${line%% *}
    [[ -n ${PACK_WANT[$sha]-} ]] || PACK_ORDER+=("$sha")
    PACK_WANT[$sha]+="${line#* };"
  done
}

IN_FORCE=() PINNED_SIGNED=0 KEYS_KNOWN=1
declare -A ADDED=() REVOKED=() INVALID=() # verifier keys; entries with E405

# find_origin: the origin, and the first key in force (SPEC 3.6, 8.2)
find_origin() {
  local why=
  if [[ -n ${KEYST_KEY[1]-} ]]; then
    if ((!KEYST_ARCHIVE[1])); then why='archive is null'
    elif [[ ${KEYST_NAME[1]} != "${KEYST_ORIGIN[1]}" ]]; then
      why="the key's name is not the origin"
    elif [[ ${KEYST_ACTION[1]} != add ]]; then why='the first key statement does not add a key'; fi
    if [[ -z $why ]]; then
      ORIGIN=${KEYST_ORIGIN[1]} IN_FORCE=("${KEYST_KEY[1]}") ADDED[${KEYST_KEY[1]}]=1
      return
    fi
    invalid 1 "$why"
  fi
  if ((ARCHIVE_OK)); then
    ORIGIN=$ARCHIVE_ORIGIN IN_FORCE=("$ARCHIVE_KEY") ADDED[$ARCHIVE_KEY]=1
  else
    ORIGIN=${COMMIT_ORIGIN[0]-} KEYS_KNOWN=0
  fi
}

invalid() { finding E405 "entry $1" "$2"; INVALID[$1]=1; }

# check_commits: origin, size, root, signatures, and the keys in force as key statements change
# them (SPEC 3.6, 8.2)
check_commits() {
  local c i after name
  find_origin
  for ((c = 0; c < ${#COMMIT_FIRST[@]}; c++)); do
    printf -v name 'log/%020d' "${COMMIT_FIRST[c]}"
    after=$((COMMIT_FIRST[c] + COMMIT_COUNT[c]))
    [[ ${COMMIT_ORIGIN[c]} == "$ORIGIN" ]] ||
      finding E307 "$name" "the checkpoint's origin is not the archive's"
    if [[ ${COMMIT_SIZE[c]} != "$after" ]]; then
      finding E303 "$name" "the checkpoint says ${COMMIT_SIZE[c]}, there are $after entries"
    else
      root_of "$after"
      [[ $ROOT == "${COMMIT_ROOT[c]}" ]] ||
        finding E304 "$name" "the checkpoint says ${COMMIT_ROOT[c]}, the entries have $ROOT"
    fi
    if ((!KEYS_KNOWN)); then
      finding E309 "$name" 'neither entry 1 nor ARCHIVE tells the key'
      continue
    fi
    check_signatures "$c" "$name"
    for ((i = COMMIT_FIRST[c]; i < after; i++)); do
      ((i != 1)) && [[ ${ENTRY_TYPE[i]} == key && -n ${KEYST_KEY[i]-} ]] &&
        apply_key_statement "$i"
    done
  done
}

# check_signatures COMMIT NAME: by the keys in force
check_signatures() {
  local sigs line key hex found=0 bad=
  printf '%s' "${COMMIT_TEXT[$1]}" >"$T/text"
  mapfile -t sigs < <(printf '%s' "${COMMIT_SIGS[$1]}")
  for line in "${sigs[@]}"; do
    hex=
    for key in "${IN_FORCE[@]}"; do
      parse_key "$key"
      [[ ${line% *} == "$KEY_NAME" ]] || continue
      [[ -n $hex ]] || { b64_to_hex "${line##* }"; hex=$HEX; }
      [[ ${hex:0:8} == "$KEY_ID" ]] || continue
      found=1
      if ! verify_signature "$key" "$hex"; then bad=$KEY_ID
      elif [[ $key == "$PINNED" ]]; then PINNED_SIGNED=1; fi
    done
  done
  [[ -z $bad ]] || finding E305 "$2" "a signature by key $bad does not verify"
  ((found)) || finding E306 "$2" 'no signature by a key in force'
}

apply_key_statement() {
  local i=$1 k key=${KEYST_KEY[$1]} action=${KEYST_ACTION[$1]} in=0 rest=() why=
  for k in "${IN_FORCE[@]}"; do if [[ $k == "$key" ]]; then in=1; else rest+=("$k"); fi; done
  if [[ ${KEYST_NAME[i]} != "$ORIGIN" ]]; then why="the key's name is not the origin"
  elif ((KEYST_ARCHIVE[i])); then why='archive is not null'
  elif [[ $action == add ]]; then
    [[ -z ${ADDED[$key]-} ]] || why='adds a key that was added before'
  elif [[ $action == retire ]] && ((!in)); then why='retires a key not in force'
  elif [[ $action == revoke && (-z ${ADDED[$key]-} || -n ${REVOKED[$key]-}) ]]; then
    why='revokes a key that was never added or is revoked'
  elif ((${#rest[@]} == 0)); then why='leaves no key in force'; fi
  if [[ -n $why ]]; then invalid "$i" "$why"; return; fi
  case $action in
    add) IN_FORCE+=("$key") ADDED[$key]=1 ;;
    retire) IN_FORCE=("${rest[@]}") ;;
    revoke) IN_FORCE=("${rest[@]}") REVOKED[$key]=1 ;;
  esac
}

# ---- packs (8.3)

M_PACK=() M_OFF=() M_HEAD=() M_DEFLATE=() M_RAW=() M_KIND=() M_SEG=() M_TABLE=() M_WHOLE=()
M_CHAIN=() M_DONE=()
INFLATED=0
declare -A STATEMENT_AT=() # digest -> members of kind 4 that list it
declare -A BLOB_LENGTHS=() # blob ID -> " length length"

check_packs() {
  local sha
  for sha in "${PACK_ORDER[@]+"${PACK_ORDER[@]}"}"; do check_pack "$sha"; done
}

check_pack() { # DIGEST
  local sha=$1 f want wants n members deep=0 right=0
  P=packs/${sha:0:2}/$sha.gz f=$A/$P
  # what was reported for the folder stands for the file
  [[ -n ${BAD_FOLDER[packs]-} || -n ${BAD_FOLDER[packs/${sha:0:2}]-} ]] && return
  kind_of "$f"
  case $KIND in
    absent) finding E202 "$P" 'there is no such file'; return ;;
    file) ;;
    *) finding E107 "$P" 'not a plain file'; return ;;
  esac
  [[ -r $f ]] && size_of "$f" || { unreadable "$P"; UNSURE=1; return; }
  PACK_SIZE=$SIZE
  mapfile -t -d ';' wants < <(printf '%s' "${PACK_WANT[$sha]}")
  for want in "${wants[@]}"; do
    if [[ ${want% *} == "$PACK_SIZE" ]]; then right=1
    else finding E203 "$P" "the entry says ${want% *} bytes, the file has $PACK_SIZE"; deep=1; fi
  done
  if [[ $MODE != quick ]] && ((right)); then
    if ! sha_of_file "$f"; then unreadable "$P"; UNSURE=1
    elif [[ $SHA != "$sha" ]]; then finding E201 "$P" "the file's digest is $SHA"; deep=1; fi
  fi
  n=${#M_PACK[@]}
  if walk "$f" "$sha"; then
    members=$((${#M_PACK[@]} - n))
    for want in "${wants[@]}"; do
      [[ ${want#* } == "$members" ]] ||
        finding E206 "$P" "the entry says ${want#* } members, the pack has $members"
    done
  fi
  [[ $MODE == deep ]] && deep=1
  [[ $MODE == quick ]] && deep=0
  for (( ; n < ${#M_PACK[@]}; n++)); do
    if ((deep)) || lists_wanted "$n"; then inflate "$n"; fi
  done
}

# lists_wanted M: whether a member of kind 4 lists a statement that is to be checked in this mode
# (SPEC 8.1)
lists_wanted() {
  local row IFS=' '
  ((M_KIND[$1] == 4)) || return 1
  for row in ${M_TABLE[$1]}; do [[ -n ${WANTED[${row#*:}]-} ]] && return 0; done
  return 1
}

# read_hex FILE OFFSET COUNT -> appends to H, a byte each as two hex digits
read_hex() {
  local IFS=$' \n'
  H+=($(od -An -v -tx1 -j "$2" -N "$3" -- "$1" 2>/dev/null))
}
u32() { V=$((16#${H[$1 + 3]}${H[$1 + 2]}${H[$1 + 1]}${H[$1]})); }

# crc_header COUNT -> CRC of the first COUNT bytes of H
crc_header() {
  local i c=4294967295
  for ((i = 0; i < $1; i++)); do ((c = CRC_TABLE[(c ^ 16#${H[i]}) & 255] ^ (c >> 8))); done
  CRC=$((c ^ 4294967295))
}

# walk FILE DIGEST: all headers, by their lengths alone (SPEC 2.2 to 2.4). False when the walk did
# not reach the end.
walk() {
  local f=$1 off=0 m chain=0 chain_ids= broken=0
  ((PACK_SIZE > 0)) || { finding E204 "$P" 'offset 0: the file is empty'; return 1; }
  while ((off < PACK_SIZE)); do
    WHY=
    if ! read_header "$f" "$off"; then
      if [[ $WHY == newer ]]; then
        UNSURE=1; finding E209 "$P" "offset $off: member of a newer version"
      else finding E204 "$P" "offset $off: $WHY"; fi
      ((broken)) && finding E207 "$P" 'segments are not consecutive from 0 to a last one'
      return 1
    fi
    m=${#M_PACK[@]}
    M_PACK+=("$2") M_OFF+=("$off") M_HEAD+=("$HEAD_LEN") M_DEFLATE+=("$H_DEFLATE")
    M_RAW+=("$H_RAW") M_KIND+=("$H_KIND")
    M_SEG+=("$H_SEG") M_TABLE+=("$H_TABLE") M_WHOLE+=("$H_WHOLE") M_CHAIN+=('') M_DONE+=(0)
    case $H_KIND in # segment rules, SPEC 2.3
      1 | 4) ((chain)) && broken=1; chain=0 ;;
      2) if ((H_SEG == 0)); then ((chain)) && broken=1; chain=1 chain_ids=$m
        elif ((chain == H_SEG && chain)); then ((++chain)); chain_ids+=" $m"
        else broken=1 chain=0; fi ;;
      3) if ((chain == H_SEG)); then M_CHAIN[m]="$chain_ids $m"; else broken=1; fi
        chain=0 ;;
    esac
    local row len IFS=' '
    case $H_KIND in
      1 | 4) for row in $H_TABLE; do
          BLOB_LENGTHS[${row#*:}]+=" ${row%%:*}"
          [[ $H_KIND == 4 ]] && STATEMENT_AT[${row#*:}]+=" $m"
        done ;;
      3) BLOB_LENGTHS[${H_WHOLE#*:}]+=" ${H_WHOLE%%:*}" ;;
    esac
    ((off += HEAD_LEN + H_DEFLATE + 8))
  done
  ((chain)) && broken=1
  ((broken)) && finding E207 "$P" 'segments are not consecutive from 0 to a last one'
  return 0
}

# read_header FILE OFFSET -> H_*, HEAD_LEN; false with WHY, which is "newer" for SPEC 2.2's last
# rule
read_header() {
  local left=$((PACK_SIZE - $2)) xlen len i sum=0 at extra
  H=()
  WHY='cut off'
  ((left >= 17)) || return 1
  read_hex "$1" "$2" $((left < 32 ? left : 32))
  ((${#H[@]} == (left < 32 ? left : 32))) || { WHY='could not be read'; return 1; }
  xlen=$((16#${H[11]}${H[10]})) HEAD_LEN=$((14 + xlen)) len=$((16#${H[15]}${H[14]}))
  WHY='malformed: fixed fields'
  [[ "${H[*]:0:10}" == '1f 8b 08 06 00 00 00 00 00 ff' && "${H[12]}${H[13]}" == 4172 ]] || return 1
  WHY='malformed: lengths'
  ((xlen <= 16000 && xlen == len + 4 && xlen >= 9)) || return 1
  WHY='cut off'
  ((left >= HEAD_LEN)) || return 1
  ((HEAD_LEN > 32)) && read_hex "$1" $(($2 + 32)) $((HEAD_LEN - 32))
  ((HEAD_LEN < 32 || ${#H[@]} == HEAD_LEN)) || { WHY='could not be read'; return 1; }
  WHY='malformed: CRC-32 of the header'
  crc_header $((HEAD_LEN - 6))
  u32 $((HEAD_LEN - 6))
  ((CRC == V)) || return 1
  if ((16#${H[16]} > 1)); then WHY=newer; return 1; fi
  WHY='malformed: version, kind or length'
  ((16#${H[16]} == 1 && HEAD_LEN >= 74)) || return 1
  H_KIND=$((16#${H[17]})) H_COUNT=$((16#${H[19]}${H[18]}))
  u32 20; H_SEG=$V; u32 24; H_RAW=$V; u32 28; H_DEFLATE=$V
  ((H_KIND >= 1 && H_KIND <= 4)) || return 1
  WHY='malformed: lengths'
  extra=$((H_KIND == 3 ? 40 : 0))
  ((H_COUNT >= 1 && H_COUNT <= 443 && len == 20 + 36 * H_COUNT + extra)) || return 1
  WHY='malformed: FHCRC' # always the same, since it covers bytes and their CRC-32
  [[ "${H[HEAD_LEN - 2]}${H[HEAD_LEN - 1]}" == 1cdf ]] || return 1
  WHY='malformed: raw or deflate length'
  ((H_RAW <= SEGMENT && H_RAW <= 1032 * H_DEFLATE && H_DEFLATE <= H_RAW + H_RAW / 512 + 64)) ||
    return 1
  H_TABLE= H_WHOLE=
  local IFS=
  for ((i = 0; i < H_COUNT; i++)); do
    ((at = 32 + 36 * i))
    u32 at
    ((sum += V))
    H_TABLE+="$V:${H[*]:at + 4:32} "
    WHY='malformed: a statement over 32,768 bytes'
    ((H_KIND != 4 || V <= STATEMENT_MAX)) || return 1
  done
  WHY='malformed: the table does not add up to the raw length'
  ((sum == H_RAW)) || return 1
  WHY='malformed: a rule of its kind'
  case $H_KIND in
    1 | 4) ((H_SEG == 0 && (H_COUNT == 1 || H_RAW <= GROUP))) || return 1 ;;
    2) ((H_COUNT == 1 && H_RAW == SEGMENT)) || return 1 ;;
    3) ((at = HEAD_LEN - 46))
      u32 at; sum=$V; u32 at+4
      ((H_COUNT == 1 && H_SEG >= 1 && H_RAW >= 1 && V < 1 << 30 &&
        sum + (V << 32) == SEGMENT * H_SEG + H_RAW)) || return 1
      H_WHOLE="$((SEGMENT * H_SEG + H_RAW)):${H[*]:at + 8:32}" ;;
  esac
  WHY='cut off: its data ends behind the end of the file'
  ((left >= HEAD_LEN + H_DEFLATE + 8))
}

# cut M [SKIP COUNT]: the member's bytes, or COUNT bytes of it from SKIP
cut_member() {
  local f=$A/packs/${M_PACK[$1]:0:2}/${M_PACK[$1]}.gz skip=${2:-0}
  local count=${3:-$((M_HEAD[$1] + M_DEFLATE[$1] + 8))}
  tail -c +$((M_OFF[$1] + skip + 1)) -- "$f" 2>/dev/null | head -c "$count"
}

# raw_bytes M: inflated, at most one byte more than it should be; its bytes are bounded before they
# are written
raw_bytes() { cut_member "$1" | gzip -dc 2>/dev/null | head -c $((M_RAW[$1] + 1)); }

# whole_stream M: the deflate stream ends exactly where it should. gzip alone would also accept a
# first, empty gzip member hidden in the deflate length. As the only file of a ZIP archive, and
# short of its last byte, the stream must be cut off, not complete.
whole_stream() {
  {
    printf 'PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0'
    cut_member "$1" $((M_HEAD[$1] + M_DEFLATE[$1])) 4
    printf '\0\0\0\0'
    cut_member "$1" $((M_HEAD[$1] + M_DEFLATE[$1] + 4)) 4
    printf '\0\0\0\0'
    cut_member "$1" "${M_HEAD[$1]}" $((M_DEFLATE[$1] - 1))
  } | gzip -dc 2>&1 >/dev/null | head -c 1000 >"$T/gzerr"
  read_text "$T/gzerr" 0 || :
  [[ $TEXT == *'unexpected end of file'* ]]
}

# inflate M: E205 when it does not fit; good statements are kept in $T/st (SPEC 8.3)
inflate() {
  local m=$1 p row i=0 len bad= st rows IFS=' '
  ((M_DONE[m])) && return
  M_DONE[m]=1
  ((++INFLATED))
  p=packs/${M_PACK[m]:0:2}/${M_PACK[m]}.gz
  cut_member "$m" | gzip -dcv 2>"$T/gzerr" | head -c $((M_RAW[m] + 1)) >"$T/raw"
  st=${PIPESTATUS[1]}
  read_text "$T/gzerr" 0 || :
  size_of "$T/raw"
  if ((st)) || [[ $TEXT == *trailing* ]]; then bad='gzip does not accept it'
  elif ((SIZE != M_RAW[m])); then bad="it has $SIZE raw bytes"
  elif ! whole_stream "$m"; then bad='the deflate stream has not the length that the header says'
  else
    local H=() V IFS=$' \n'
    H=($(cut_member "$m" $((M_HEAD[m] + M_DEFLATE[m] + 4)) 4 | od -An -v -tx1))
    u32 0
    ((V == M_RAW[m])) || bad="ISIZE is $V"
  fi
  rows=(${M_TABLE[m]})
  if ((SIZE > M_RAW[m] )); then truncate -s "${M_RAW[m]}" -- "$T/raw"; fi
  { # every blob into a file of its own; head reads no more than it is asked for
    for row in "${rows[@]}"; do
      len=${row%%:*}
      if ((len)); then head -c "$len" >"$T/h/$i"; else : >"$T/h/$i"; fi
      ((++i))
    done
  } <"$T/raw"
  hash_files "$i"
  for ((i = 0; i < ${#rows[@]}; i++)); do
    row=${rows[i]}
    if [[ ${HASHES[i]} != "${row#*:}" ]]; then bad=${bad:-"blob $i has another digest"}
    elif ((M_KIND[m] == 4)); then [[ -f $T/st/${row#*:} ]] || mv -- "$T/h/$i" "$T/st/${row#*:}"; fi
  done
  if [[ -z $bad && ${M_KIND[m]} == 3 && -n ${M_CHAIN[m]} ]]; then
    st=$(for i in ${M_CHAIN[m]}; do raw_bytes "$i"; done | sha256sum)
    [[ ${st%% *} == "${M_WHOLE[m]#*:}" ]] || bad="the whole blob has another digest"
  fi
  [[ -z $bad ]] || finding E205 "$p" "member at offset ${M_OFF[m]}: $bad"
}

# ---- canonical JSON (3.1)

declare -A J=() # path (names joined by 0x1f) -> o, aCOUNT, sRAW STRING, nNUMBER, t, f, z
REFS=()         # paths of objects with a member digest
R=''            # what is still to be parsed
EXTRACTOR=''    # the bytes of the outermost member `extractor`

# json_string: R starts with a quotation mark -> JS, the characters between as they stand
json_string() {
  local s=${R:1} t
  JS=
  while :; do
    t=${s%%[\"\\]*}
    ((${#t} < ${#s})) && [[ $t != *[$'\x01'-$'\x1f']* ]] || return 1
    JS+=$t
    s=${s:${#t}}
    case $s in
      \"*) R=${s:1}; return 0 ;;
      \\[\"\\bfnrt]*) JS+=${s:0:2} s=${s:2} ;;
      \\u000[89acd]*) return 1 ;; # these have a short form
      \\u00[01][0-9a-f]*) JS+=${s:0:6} s=${s:6} ;;
      *) return 1 ;;
    esac
  done
}

# json_decoded RAW -> JD: without escapes; a zero byte becomes 01 01, and 01 becomes 01 02, which
# keeps the order of bytes
json_decoded() {
  local s=$1 t c
  JD=
  while [[ $s == *\\* ]]; do
    t=${s%%\\*} c=${s:${#t}+1:1}
    JD+=$t s=${s:${#t}+2}
    case $c in
      b) JD+=$'\b' ;; f) JD+=$'\f' ;; n) JD+=$'\n' ;; r) JD+=$'\r' ;; t) JD+=$'\t' ;;
      u)
        case ${s:2:2} in
          00) JD+=$'\x01\x01' ;;
          01) JD+=$'\x01\x02' ;;
          *) printf -v c "\\x${s:2:2}"; JD+=$c ;;
        esac
        s=${s:4} ;;
      *) JD+=$c ;;
    esac
  done
  JD+=$s
}

# json_value PATH DEPTH: parses one value from R into J
json_value() {
  local path=$1 depth=$2 last= first=1 name n=0 before=
  case $R in
    \"*) json_string && J[$path]=s$JS ;;
    \{*)
      ((depth <= 16)) || return 1
      [[ -z $path ]] || J[$path]=o
      R=${R:1}
      [[ $R == \}* ]] && { R=${R:1}; return 0; }
      while :; do
        [[ $R == \"* ]] && json_string || return 1
        name=$JS
        [[ $name != *[$'\x80'-$'\xff']* ]] || return 1
        json_decoded "$name"
        ((first)) || [[ $JD > $last ]] || return 1
        last=$JD first=0
        [[ $R == :* ]] || return 1
        R=${R:1}
        [[ $name == digest ]] && REFS+=("$path")
        [[ -n $path ]] || before=$R
        json_value "$path$S$name" $((depth + 1)) || return 1
        [[ -n $path || $name != extractor ]] || EXTRACTOR=${before:0:${#before}-${#R}}
        case $R in
          ,*) R=${R:1} ;;
          \}*) R=${R:1}; return 0 ;;
          *) return 1 ;;
        esac
      done ;;
    \[*)
      ((depth <= 16)) || return 1
      R=${R:1}
      [[ $R == \]* ]] && { R=${R:1} J[$path]=a0; return 0; }
      while :; do
        json_value "$path$S$n" $((depth + 1)) || return 1
        ((++n))
        case $R in
          ,*) R=${R:1} ;;
          \]*) R=${R:1} J[$path]=a$n; return 0 ;;
          *) return 1 ;;
        esac
      done ;;
    true*) J[$path]=t R=${R:4} ;;
    false*) J[$path]=f R=${R:5} ;;
    null*) J[$path]=z R=${R:4} ;;
    [-0-9]*)
      n=${R%%[!-0-9]*}
      [[ $n =~ ^(0|-?[1-9][0-9]{0,15})$ ]] || return 1
      name=${n#-}
      ((${#name} < 16)) || [[ ! $name > $NUMBER_MAX ]] || return 1
      J[$path]=n$n R=${R:${#n}} ;;
    *) return 1 ;;
  esac
}

# ---- forms of statements (3.2 on)

is_text() { [[ ${J[$1]-} == s* ]]; }
is_null() { [[ ${J[$1]-} == z ]]; }
is_object() { [[ ${J[$1]-} == o ]]; }
text_or_null() { is_text "$1" || is_null "$1"; }
one_of() { # PATH "a b c"
  [[ ${J[$1]-} == s* && ${J[$1]} != *' '* ]] && [[ " $2 " == *" ${J[$1]#s} "* ]]
}
is_digest_or_null() { is_null "$1" || is_digest "$1"; }
is_digest() { [[ ${J[$1]-} == s* && ${J[$1]#s} =~ $RE_DIGEST ]]; }
is_size() { [[ ${J[$1]-} =~ ^n[0-9]+$ ]]; }

readonly SOURCES='clock operator list container document'

RE_DAY='([0-9]{4})-([0-9]{2})-([0-9]{2})'
RE_CLOCK='([01][0-9]|2[0-3]):[0-5][0-9]'
readonly RE_INSTANT="^${RE_DAY}T$RE_CLOCK:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-]$RE_CLOCK)\$"
# date_value PATH PRECISION (SPEC 3.4)
date_value() {
  local v y m d max
  is_text "$1" || return 1
  v=${J[$1]#s}
  case $2 in
    year) [[ $v =~ ^([0-9]{4})$ ]] ;;
    month) [[ $v =~ ^([0-9]{4})-([0-9]{2})$ ]] ;;
    day) [[ $v =~ ^([0-9]{4})-([0-9]{2})-([0-9]{2})$ ]] ;;
    instant) [[ $v =~ $RE_INSTANT ]] ;;
    *) false ;;
  esac || return 1
  y=$((10#${BASH_REMATCH[1]})) m=$((10#${BASH_REMATCH[2]:-1})) d=$((10#${BASH_REMATCH[3]:-1}))
  case $m in
    4 | 6 | 9 | 11) max=30 ;;
    2) max=$((y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) ? 29 : 28)) ;;
    *) max=31 ;;
  esac
  ((y >= 1 && m >= 1 && m <= 12 && d >= 1 && d <= max))
}

is_date() {
  is_object "$1" && one_of "$1${S}precision" 'year month day instant' &&
    text_or_null "$1${S}raw" &&
    one_of "$1${S}source" "$SOURCES" && date_value "$1${S}value" "${J[$1${S}precision]#s}"
}
date_or_null() { is_null "$1" || is_date "$1"; }

is_claim() {
  local p
  is_object "$1" && is_text "$1${S}property" || return 1
  p=${J[$1${S}property]#s}
  [[ $p =~ ^[a-z][A-Za-z]*$ ]] || return 1
  case $p in
    published | modified) is_date "$1" ;;
    *)
      if is_null "$1${S}precision"; then
        text_or_null "$1${S}raw" && one_of "$1${S}source" "$SOURCES" && is_text "$1${S}value"
      else
        [[ $p != title && $p != author ]] && is_date "$1"
      fi ;;
  esac
}

is_media_type() {
  is_null "$1" && return
  is_object "$1" && one_of "$1${S}source" 'operator list container file-name' &&
    is_text "$1${S}value"
}

is_container() {
  is_null "$1" && return 0
  is_object "$1" && one_of "$1${S}kind" 'file stdin warc' && date_or_null "$1${S}modifiedAt" &&
    text_or_null "$1${S}name" || return 1
  is_null "$1${S}nameBytes" && return
  is_null "$1${S}name" && is_text "$1${S}nameBytes" && [[ ${J[$1${S}nameBytes]#s} =~ $RE_B64 ]]
}

form_capture() {
  local i n
  WHY=content
  is_object "${S}content" && is_digest "${S}content${S}digest" &&
    is_media_type "${S}content${S}mediaType" &&
    is_size "${S}content${S}size" || return 1
  WHY=url; is_object "${S}url" && text_or_null "${S}url${S}asked" &&
    text_or_null "${S}url${S}final" || return 1
  WHY=capturedAt; date_or_null "${S}capturedAt" || return 1
  WHY=claims; n=${J[${S}claims]-}; [[ $n == a* ]] || return 1
  for ((i = 0; i < ${n#a}; i++)); do is_claim "${S}claims$S$i" || return 1; done
  WHY=container; is_container "${S}container" || return 1
  WHY=bytesLevel
  one_of "${S}bytesLevel" 'wire transfer-decoded content-decoded dom-serialised unknown' ||
    return 1
  WHY=truncated; one_of "${S}truncated" 'none length time disconnect unspecified unknown' ||
    return 1
  WHY=http; is_null "${S}http" || is_object "${S}http" || return 1
  WHY=note; text_or_null "${S}note"
}

form_key() {
  local a="${S}archive"
  WHY=action; one_of "${S}action" 'add retire revoke' || return 1
  WHY=key; is_text "${S}key" || return 1
  json_decoded "${J[${S}key]#s}"; parse_key "$JD" || return 1
  WHY=note; text_or_null "${S}note" || return 1
  WHY=archive; is_null "$a" && return 0
  is_object "$a" && [[ ${J[$a${S}format]-} == n1 ]] && is_text "$a${S}origin" &&
    is_object "$a${S}specification" &&
    is_digest "$a${S}specification${S}digest" && is_size "$a${S}specification${S}size" || return 1
  json_decoded "${J[$a${S}origin]#s}"; is_origin "$JD"
}

form_note() {
  local i n
  WHY=note; is_text "${S}note" || return 1
  WHY=subjects; n=${J[${S}subjects]-}; [[ $n == a* && $n != a0 ]] || return 1
  for ((i = 0; i < ${n#a}; i++)); do
    is_object "${S}subjects$S$i" && is_digest "${S}subjects$S$i${S}digest" || return 1
  done
}

# is_list PATH -> N, the number of its values
is_list() { N=${J[$1]-} && [[ $N == a* ]] && N=${N#a}; }

# is_sorted LIST [MEMBER]: texts, or objects by a text, nothing twice (SPEC 3.8)
is_sorted() {
  local i last
  for ((i = 0; i < N; i++)); do
    is_text "$1$S$i${2:+$S$2}" || return 1
    json_decoded "${J[$1$S$i${2:+$S$2}]#s}"
    ((i == 0)) || [[ $JD > $last ]] || return 1
    last=$JD
  done
}

is_word() { [[ ${J[$1]-} == s* && ${J[$1]#s} =~ ^[a-z][a-z0-9-]{0,63}$ ]]; } # SPEC 3.8: a name
is_blob() { is_digest "$1${S}digest" && is_size "$1${S}size"; }
blob_or_null() { is_null "$1" || { is_object "$1" && is_blob "$1"; }; }
size_or_null() { is_null "$1" || is_size "$1"; }

is_command() { # SPEC 3.8
  local i k f="$1${S}files"
  is_object "$1" || return 1
  for k in arguments probe; do
    is_list "$1$S$k" || return 1
    for ((i = 0; i < N; i++)); do is_text "$1$S$k$S$i" || return 1; done
  done
  is_list "$1${S}environment" && is_sorted "$1${S}environment" || return 1
  k="$1${S}executable"
  is_object "$k" && is_digest "$k${S}fileDigest" && is_text "$k${S}path" && is_size "$k${S}size" ||
    return 1
  is_list "$f" || return 1
  for ((i = 0; i < N; i++)); do is_object "$f$S$i" && is_blob "$f$S$i" || return 1; done
  is_sorted "$f" name
}

form_extractor() {
  local i e="${S}extractor" o="${S}extractor${S}outputs"
  WHY=extractor
  is_object "$e" && is_word "$e${S}name" && is_text "$e${S}version" &&
    one_of "$e${S}kind" 'builtin command wasm unknown' && blob_or_null "$e${S}code" &&
    text_or_null "$e${S}note" || return 1
  WHY=extractor.command
  if [[ ${J[$e${S}kind]} == scommand ]]; then is_command "$e${S}command"
  else is_null "$e${S}command"; fi || return 1
  WHY=extractor.outputs; is_list "$o" || return 1
  for ((i = 0; i < N; i++)); do
    is_object "$o$S$i" && one_of "$o$S$i${S}form" 'text/1 json/1 bytes' &&
      is_text "$o$S$i${S}mediaType" && is_word "$o$S$i${S}name" || return 1
  done
  is_sorted "$o" name
}

RE_OUTCOME='^(ok|claimed|failed:[a-z][a-z0-9-]{0,63}|limit:(time|memory|output)'
RE_OUTCOME+='|exit:([1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])|signal:([1-9]|[1-5][0-9]|6[0-4]))$'
form_derivation() { # SPEC 3.9
  local i o="${S}outputs" k s="${S}selfCheck" ties=
  WHY=computation; is_computation "${S}computation" || return 1
  WHY=extractor; is_object "${S}extractor" && is_digest "${S}extractor${S}digest" || return 1
  WHY=capture; is_null "${S}capture" ||
    { is_object "${S}capture" && is_digest "${S}capture${S}digest"; } || return 1
  WHY=outcome; is_text "${S}outcome" && [[ ${J[${S}outcome]#s} =~ $RE_OUTCOME ]] || return 1
  WHY=outputs; is_list "$o" || return 1
  for ((i = 0; i < N; i++)); do
    is_object "$o$S$i" && is_blob "$o$S$i" && is_text "$o$S$i${S}mediaType" &&
      is_word "$o$S$i${S}name" || return 1
  done
  is_sorted "$o" name || return 1
  WHY=engine; is_null "${S}engine" || is_engine "${S}engine" || return 1
  WHY=selfCheck; is_null "$s" || is_self_check "$s" || return 1
  k="${S}claim" WHY=claim
  is_null "$k" || { is_object "$k" && text_or_null "$k${S}by" && one_of "$k${S}source" "$SOURCES"; } ||
    return 1
  WHY='claim, engine, outcome or role: they do not agree'
  [[ ${J[${S}outcome]} == sclaimed ]] && ties+=1
  [[ ${J[${S}computation${S}input${S}role]} == smissing ]] && ties+=1
  is_null "${S}engine" && ties+=1
  is_null "$k" || ties+=1
  ((${#ties} == 0 || ${#ties} == 4))
}

is_computation() {
  local i="$1${S}input" k
  is_object "$1" && is_object "$i" && text_or_null "$i${S}mediaType" &&
    one_of "$i${S}role" 'original derivative missing' || return 1
  if [[ ${J[$i${S}role]} == smissing ]]; then is_null "$i${S}digest" && is_null "$i${S}size"
  else is_blob "$i"; fi || return 1
  is_digest "$1${S}extractor" && is_object "$1${S}parameters" && is_object "$1${S}context" &&
    is_object "$1${S}limits" || return 1
  for k in capturedAt httpContentType url; do text_or_null "$1${S}context$S$k" || return 1; done
  for k in memoryBytes milliseconds outputBytes; do
    size_or_null "$1${S}limits$S$k" || return 1
  done
}

is_engine() {
  local s="$1${S}surroundings"
  is_object "$1" && is_text "$1${S}name" && is_text "$1${S}version" || return 1
  is_null "$s" && return 0
  is_object "$s" && blob_or_null "$s${S}closure" && is_text "$s${S}machine" &&
    text_or_null "$s${S}sandbox" && text_or_null "$s${S}tracer"
}

is_self_check() {
  local i p="$1${S}perturbed"
  is_object "$1" && [[ ${J[$1${S}identical]-} == [tf] ]] && is_size "$1${S}runs" &&
    [[ ${J[$1${S}runs]} != n[01] ]] && is_list "$p" || return 1
  for ((i = 0; i < N; i++)); do
    one_of "$p$S$i" 'clock folder hash-seed locale time-zone' || return 1
  done
  is_sorted "$p"
}

form_common() {
  local r
  WHY=salt; is_text "${S}salt" && [[ ${J[${S}salt]#s} =~ ^[0-9a-f]{32}$ ]] || return 1
  WHY=addedAt; is_date "${S}addedAt" && [[ ${J[${S}addedAt${S}precision]} == sinstant &&
    ${J[${S}addedAt${S}source]} == sclock ]] || return 1
  WHY=operator; text_or_null "${S}operator" || return 1
  WHY=software; is_object "${S}software" && is_text "${S}software${S}name" &&
    is_text "${S}software${S}version" || return 1
  WHY=digest
  for r in "${REFS[@]+"${REFS[@]}"}"; do is_digest_or_null "$r${S}digest" || return 1; done
}

# ---- statements (SPEC 8.5)

KEYST_KEY=() KEYST_ACTION=() KEYST_NAME=() KEYST_ARCHIVE=() KEYST_ORIGIN=() SPEC_DIGEST=
STATEMENTS=0
declare -A IS_EXTRACTOR=() EXTRACTOR_ID=() # by digest of statement: an entry says so; the ID
D_ENTRY=() D_STATEMENT=() D_EXTRACTOR=() # every derivation, its extractor's statement and ID
REF_ENTRY=() REF_DIGEST=() REF_SIZE=() # every reference, with "none" for no size

check_statements() {
  local i
  for ((i = 0; i < ${#ENTRY[@]}; i++)); do
    case ${ENTRY_TYPE[i]} in
      key) check_statement "$i" ;;
      capture | extractor | derivation | stamp | withhold | retire | fixity | note)
        [[ $MODE == quick ]] || check_statement "$i" ;;
    esac
  done
}

# check_statement ENTRY_INDEX
check_statement() {
  local i=$1 sha=${ENTRY_SHA[$1]} type=${ENTRY_TYPE[$1]} own
  [[ $type != extractor ]] || IS_EXTRACTOR[$sha]=1
  if [[ -z ${STATEMENT_AT[$sha]-} ]]; then
    ((UNSURE)) || finding E401 "entry $i" "no member lists the statement $sha"
    return
  fi
  [[ -f $T/st/$sha ]] || { ((++STATEMENTS_BAD)); return; } # its members have E205
  ((++STATEMENTS))
  size_of "$T/st/$sha"
  J=() REFS=()
  if ! read_text "$T/st/$sha" "$SIZE" || ((SIZE > STATEMENT_MAX || SIZE == 0)); then
    finding E402 "entry $i" 'length, or a zero byte'
    return
  fi
  is_utf8 "$TEXT" || { finding E402 "entry $i" 'not UTF-8'; return; }
  R=$TEXT
  [[ $R == \{* ]] && json_value '' 1 && [[ -z $R ]] ||
    { finding E402 "entry $i" "not canonical JSON, at byte $((SIZE - ${#R})) or after"; return; }
  if [[ ${J[${S}version]-} == n* && ! ${J[${S}version]} =~ ^n(-.*|0|1)$ ]]; then
    finding E404 "entry $i" "statement version ${J[${S}version]#n}"
    return
  fi
  if [[ ${J[${S}version]-} != n1 ]]; then finding E402 "entry $i" 'member version'; return; fi
  one_of "${S}type" 'capture extractor derivation stamp key withhold retire fixity note' ||
    { finding E402 "entry $i" 'member type'; return; }
  own=${J[${S}type]#s}
  form_common || { finding E402 "entry $i" "member $WHY"; return; }
  case $own in
    capture | extractor | derivation | key | note)
      "form_$own" || { finding E402 "entry $i" "member $WHY"; return; } ;;
  esac
  if [[ $own != "$type" ]]; then
    finding E403 "entry $i" "the entry says $type, the statement $own"
    return
  fi
  case $own in
    key) remember_key_statement "$i" ;;
    extractor)
      EXTRACTOR_ID[$sha]=$(printf '%s' "$EXTRACTOR" | sha256sum)
      EXTRACTOR_ID[$sha]=${EXTRACTOR_ID[$sha]%% *} ;;
    derivation)
      D_ENTRY+=("$i") D_STATEMENT+=("${J[${S}extractor${S}digest]#ssha256:}")
      D_EXTRACTOR+=("${J[${S}computation${S}extractor]#ssha256:}") ;;
  esac
  keep_references "$i"
}

remember_key_statement() {
  local i=$1 a="${S}archive"
  json_decoded "${J[${S}key]#s}"
  KEYST_KEY[i]=$JD KEYST_ACTION[i]=${J[${S}action]#s}
  parse_key "$JD"
  KEYST_NAME[i]=$KEY_NAME KEYST_ARCHIVE[i]=0 KEYST_ORIGIN[i]=
  is_object "$a" || return
  KEYST_ARCHIVE[i]=1
  json_decoded "${J[$a${S}origin]#s}"
  KEYST_ORIGIN[i]=$JD
  if ((i == 1)); then SPEC_DIGEST=${J[$a${S}specification${S}digest]#ssha256:}; fi
}

keep_references() { # ENTRY_INDEX
  local r size
  for r in "${REFS[@]+"${REFS[@]}"}"; do
    [[ ${J[$r${S}digest]} == z ]] && continue
    size=${J[$r${S}size]-}
    [[ $size == n* ]] && size=${size#n} || size=none
    REF_ENTRY+=("$1") REF_DIGEST+=("${J[$r${S}digest]#ssha256:}") REF_SIZE+=("$size")
  done
}

# check_references: after the key statements were judged, since an invalid one's are not looked for
# (SPEC 3.3, 8.5)
check_references() {
  local i d size
  for ((i = 0; i < ${#REF_ENTRY[@]}; i++)); do
    d=${REF_DIGEST[i]} size=${REF_SIZE[i]}
    [[ -z ${INVALID[${REF_ENTRY[i]}]-} ]] || continue
    if [[ -z ${BLOB_LENGTHS[$d]-} ]]; then
      ((UNSURE)) || finding E501 "entry ${REF_ENTRY[i]}" "no member lists the blob $d"
    elif [[ $size != none && "${BLOB_LENGTHS[$d]} " != *" $size "* ]]; then
      finding E502 "entry ${REF_ENTRY[i]}" \
        "the blob $d has${BLOB_LENGTHS[$d]} bytes, the statement says $size"
    fi
  done
}

# check_extractors: the extractors' statements of derivations (SPEC 8.5)
check_extractors() {
  local k d
  ((UNSURE)) && return
  for ((k = 0; k < ${#D_ENTRY[@]}; k++)); do
    d=${D_STATEMENT[k]}
    [[ -n ${BLOB_LENGTHS[$d]-} ]] || continue # E501
    if [[ -z ${IS_EXTRACTOR[$d]-} || -z ${STATEMENT_AT[$d]-} ]]; then
      finding E503 "entry ${D_ENTRY[k]}" "$d is no extractor's statement"
    elif [[ -f $T/st/$d && ${EXTRACTOR_ID[$d]-} != "${D_EXTRACTOR[k]}" ]]; then
      finding E503 "entry ${D_ENTRY[k]}" "$d is not about the extractor ${D_EXTRACTOR[k]}"
    fi
  done
}

list_orphans() {
  local p
  ((LOG_ENDED)) && return # SPEC 8.2
  for p in "${PACK_NAMES[@]+"${PACK_NAMES[@]}"}"; do
    [[ -n ${PACK_WANT[${p%.gz}]-} ]] ||
      finding N208 "packs/${p:0:2}/$p" 'no entry names it; not looked at'
  done
}

# check_first: ARCHIVE and SPEC.md against entry 1's statement (SPEC 8.5)
check_first() {
  if ((ARCHIVE_OK)) && [[ ${KEYST_ARCHIVE[1]-0} == 1 ]]; then
    [[ ${KEYST_KEY[1]} == "$ARCHIVE_KEY" && ${KEYST_ORIGIN[1]} == "$ARCHIVE_ORIGIN" ]] ||
      finding E103 ARCHIVE "another origin or key than entry 1's"
  fi
  kind_of "$A/SPEC.md"
  case $KIND in
    absent) finding E105 SPEC.md 'there is no such file'; return ;;
    file) ;;
    *) finding E107 SPEC.md 'not a plain file'; return ;;
  esac
  [[ -n $SPEC_DIGEST ]] ||
    { NOT_CHECKED+=("SPEC.md's bytes: entry 1's statement could not be read"); return; }
  [[ -r $A/SPEC.md ]] && size_of "$A/SPEC.md" || { finding E701 SPEC.md 'cannot be read'; return; }
  ((SIZE <= 16777216)) || { finding E106 SPEC.md 'over 16 MiB'; return; }
  sha_of_file "$A/SPEC.md" || { finding E701 SPEC.md 'cannot be read'; return; }
  [[ $SHA == "$SPEC_DIGEST" ]] || finding E106 SPEC.md "its digest is $SHA"
}

# ---- trust (8.4)

read_head() { # before anything else, so that a bad option is told at once
  [[ -f $HEAD_FILE && -r $HEAD_FILE ]] && size_of "$HEAD_FILE" || usage "cannot read $HEAD_FILE"
  ((SIZE <= 1048576)) && read_text "$HEAD_FILE" "$SIZE" && parse_checkpoint "$TEXT" ||
    usage "$HEAD_FILE is not a checkpoint note"
  HEAD_ORIGIN=$CP_ORIGIN HEAD_SIZE=$CP_SIZE HEAD_ROOT=$CP_ROOT
}

check_trust() {
  if [[ -n $PINNED ]]; then
    if [[ -n ${REVOKED[$PINNED]-} ]]; then finding E603 log 'the pinned key is revoked'
    elif ((!PINNED_SIGNED && !LOG_ENDED)); then
      finding E603 log 'the pinned key signed no commit while in force'
    fi
  fi
  check_head
}

check_head() {
  [[ -n $HEAD_FILE ]] || return
  [[ -z $ORIGIN || $HEAD_ORIGIN == "$ORIGIN" ]] || usage 'the remembered head is of another origin'
  if ((HEAD_SIZE > ${#ENTRY[@]})); then
    if ((LOG_ENDED)); then NOT_CHECKED+=('the remembered head: the log could not be read that far')
    else finding E601 log "the remembered head has $HEAD_SIZE entries, the log ${#ENTRY[@]}"; fi
  elif ((${#COMMIT_FIRST[@]})); then
    root_of "$HEAD_SIZE"
    [[ $ROOT == "$HEAD_ROOT" ]] ||
      finding E602 log "the log is no extension of the remembered head of $HEAD_SIZE entries"
  fi
}

# ---- main

report_names() {
  local p
  for p in "${UNEXPECTED[@]+"${UNEXPECTED[@]}"}"; do
    finding N108 "$p" 'no part of an archive; not looked at'
  done
}

# no_commits: E310 unless the folder itself was reported; names and the remembered head besides
# (SPEC 8.2)
no_commits() {
  ORIGIN=$ARCHIVE_ORIGIN LOG_ENDED=$((!LOG_FOLDER_OK))
  ((LOG_FOLDER_OK)) && finding E310 log 'there are no commits'
  QUIET=1 list_packs
  report_names
  check_head
  NOT_CHECKED+=('everything but ARCHIVE and names: there are no commits')
}

MODE=default PINNED= HEAD_FILE= FOLDER= STATEMENTS_BAD=0 UNEXPECTED=() ORIGIN= T= STAGES=0
while (($#)); do
  case $1 in
    -h | --help) sed -n '5,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    --quick) MODE=quick ;;
    --deep) MODE=deep ;;
    --key) (($# > 1)) || usage '--key needs a value'; PINNED=$2; [[ -n $2 ]] ||
      usage '--key needs a value'; shift ;;
    --head) (($# > 1)) || usage '--head needs a value'; HEAD_FILE=$2; [[ -n $2 ]] ||
      usage '--head needs a file'; shift ;;
    --) shift; break ;;
    -*) usage "unknown option $1" ;;
    *) break ;;
  esac
  shift
done
(($# == 1)) && [[ -n $1 ]] || usage 'one folder is wanted'
FOLDER=$1
case $FOLDER in /*) ;; *) FOLDER=./$FOLDER ;; esac
A=$FOLDER/.
T=$(mktemp -d "${TMPDIR:-/tmp}/verify.XXXXXXXXXX") || leave 7
trap 'leave 7' EXIT
trap 'leave 130' INT TERM HUP
mkdir -- "$T/h" "$T/st"

[[ -z $PINNED ]] || parse_key "$PINNED" || usage 'not a verifier key'
[[ -z $HEAD_FILE ]] || read_head
if [[ ! -d $FOLDER ]]; then printf 'verify.sh: not a folder\n' >&2; leave 4; fi
if [[ ! -x $FOLDER ]]; then finding E701 . 'cannot be read'; finish 0; fi
found=0
for p in ARCHIVE log packs; do kind_of "$A/$p"; [[ $KIND == absent ]] || found=1; done
((found)) || { printf 'verify.sh: not an archive: no ARCHIVE, log or packs\n' >&2; leave 4; }

crc_init
stage check_archive_file
if [[ -r $FOLDER ]]; then stage list_top; else unreadable .; STAGES=2; fi
stage list_log
if ((${#LOG_NAMES[@]} == 0)); then stage no_commits; finish 4; fi
stage list_packs
stage report_names
stage read_commits
stage build_tree
stage check_packs
stage check_statements
stage check_commits
stage check_references
stage check_extractors
stage check_first
stage check_trust
stage list_orphans

case $MODE in
  quick)
    NOT_CHECKED+=('the digests of packs, the data in them, statements other than keys (--quick)') ;;
  default)
    NOT_CHECKED+=('the inflated bytes of documents in packs whose digest is right (use --deep)') ;;
esac
((STATEMENTS_BAD)) && NOT_CHECKED+=("$STATEMENTS_BAD statements whose bytes are damaged")
((LOG_ENDED)) &&
  NOT_CHECKED+=('commits after the one where the log ended, orphan packs, and a rollback')
[[ -n $HEAD_FILE ]] || NOT_CHECKED+=('rollback and fork: no remembered head was given (--head)')
NOT_CHECKED+=('orphan packs, parity/, cache/ and staging/')
if [[ -n $PINNED ]]; then printf 'key: pinned\n'
else printf 'key: trusted on first use: %s\n' "${IN_FORCE[*]+"${IN_FORCE[*]}"}"; fi
finish 15
