#!/usr/bin/env python3
"""An independent reader of BackupTools archives, written from docs/ARCHIVE-FORMAT.md alone.

    read_archive.py ARCHIVE OUTPUT.db [--other DIR]    check everything, restore, read back, compare
    read_archive.py ARCHIVE                            of PostgreSQL: check everything, and the rows in the chunks
    read_archive.py --content DATABASE.db              print the rows and checksum of every table

It needs nothing but the standard library, and the commands brotli and zstd where an archive uses them. The exit code
is 0 only where every check passed. DIR is where the archives that an incremental one refers to are found.
"""

import argparse
import contextlib
import hashlib
import json
import os
import sqlite3
import struct
import subprocess
import sys
import urllib.parse
import zipfile
import zlib

MASK = 0xFFFFFFFFFFFFFFFF
P1, P2, P3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5


EXTENSIONS = {"none": "", "gzip": ".gz", "brotli": ".br", "zstd": ".zst"}


class Wrong(Exception):
    """A check that failed."""


def check(condition, message):
    if not condition:
        raise Wrong(message)


# --- XXH64, seed 0 ---------------------------------------------------------------------------------------------------

def rotate(value, bits):
    return ((value << bits) | (value >> (64 - bits))) & MASK


def mix(accumulator, word):
    return rotate((accumulator + word * P2) & MASK, 31) * P1 & MASK


def xxh64(data):
    length, position = len(data), 0
    if length >= 32:
        lanes = [(P1 + P2) & MASK, P2, 0, -P1 & MASK]
        stripes = length // 32
        words = struct.unpack_from("<%dQ" % (stripes * 4), data)
        for i in range(0, stripes * 4, 4):
            lanes = [mix(lane, words[i + j]) for j, lane in enumerate(lanes)]
        position = stripes * 32
        value = sum(rotate(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            value = ((value ^ mix(0, lane)) * P1 + P4) & MASK
    else:
        value = P5
    value = (value + length) & MASK
    while position + 8 <= length:
        value = (rotate(value ^ mix(0, struct.unpack_from("<Q", data, position)[0]), 27) * P1 + P4) & MASK
        position += 8
    if position + 4 <= length:
        value ^= struct.unpack_from("<I", data, position)[0] * P1 & MASK
        value = (rotate(value, 23) * P2 + P3) & MASK
        position += 4
    for byte in data[position:]:
        value = rotate(value ^ (byte * P5 & MASK), 11) * P1 & MASK
    value = (value ^ (value >> 33)) * P2 & MASK
    value = (value ^ (value >> 29)) * P3 & MASK
    return value ^ (value >> 32)


# --- XXH3 of 128 bits, seed 0 ----------------------------------------------------------------------------------------

Q1, Q2, Q3 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D
M1, M2 = 0x165667919E3779F9, 0x9FB21C651E98DF25
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")


def u32(data, at):
    return struct.unpack_from("<I", data, at)[0]


def u64(data, at):
    return struct.unpack_from("<Q", data, at)[0]


def swap32(value):
    return int.from_bytes(value.to_bytes(4, "little"), "big")


def swap64(value):
    return int.from_bytes(value.to_bytes(8, "little"), "big")


def fold(a, b):
    product = a * b
    return (product & MASK) ^ (product >> 64)


def avalanche(value):
    value = (value ^ (value >> 37)) * M1 & MASK
    return value ^ (value >> 32)


def avalanche64(value):
    value = (value ^ (value >> 33)) * P2 & MASK
    value = (value ^ (value >> 29)) * P3 & MASK
    return value ^ (value >> 32)


def mix16(data, at, secret):
    return fold(u64(data, at) ^ u64(SECRET, secret), u64(data, at + 8) ^ u64(SECRET, secret + 8))


def mix32(low, high, data, first, second, secret):
    low = (low + mix16(data, first, secret)) & MASK ^ ((u64(data, second) + u64(data, second + 8)) & MASK)
    high = (high + mix16(data, second, secret + 16)) & MASK ^ ((u64(data, first) + u64(data, first + 8)) & MASK)
    return low, high


def xxh128_short(data):
    length = len(data)
    if length == 0:
        return avalanche64(u64(SECRET, 64) ^ u64(SECRET, 72)), avalanche64(u64(SECRET, 80) ^ u64(SECRET, 88))
    if length <= 3:
        low = data[0] << 16 | data[length >> 1] << 24 | data[-1] | length << 8
        swapped = swap32(low)
        high = (swapped << 13 | swapped >> 19) & 0xFFFFFFFF
        return avalanche64(low ^ u32(SECRET, 0) ^ u32(SECRET, 4)), avalanche64(high ^ u32(SECRET, 8) ^ u32(SECRET, 12))
    if length <= 8:
        keyed = (u32(data, 0) + (u32(data, length - 4) << 32)) ^ u64(SECRET, 16) ^ u64(SECRET, 24)
        product = keyed * (P1 + (length << 2))
        low, high = product & MASK, (product >> 64) & MASK
        high = (high + (low << 1)) & MASK
        low ^= high >> 3
        low = (low ^ (low >> 35)) * M2 & MASK
        return low ^ (low >> 28), avalanche(high)
    first, last = u64(data, 0), u64(data, length - 8)
    product = (first ^ last ^ u64(SECRET, 32) ^ u64(SECRET, 40)) * P1
    low, high = (product + ((length - 1) << 54)) & MASK, (product >> 64) & MASK
    last ^= u64(SECRET, 48) ^ u64(SECRET, 56)
    high = (high + last + (last & 0xFFFFFFFF) * (Q2 - 1)) & MASK
    low ^= swap64(high)
    product = low * P2
    return avalanche(product & MASK), avalanche(((product >> 64) + high * P2) & MASK)


def xxh128_medium(data):
    length = len(data)
    low, high = length * P1 & MASK, 0
    if length <= 128:
        for i in range((length - 1) // 32, -1, -1):
            low, high = mix32(low, high, data, 16 * i, length - 16 * (i + 1), 32 * i)
    else:
        for i in range(4):
            low, high = mix32(low, high, data, 32 * i, 32 * i + 16, 32 * i)
        low, high = avalanche(low), avalanche(high)
        for i in range(4, length // 32):
            low, high = mix32(low, high, data, 32 * i, 32 * i + 16, 3 + 32 * (i - 4))
        low, high = mix32(low, high, data, length - 16, length - 32, 103)
    return (avalanche((low + high) & MASK),
            -avalanche((low * P1 + high * P4 + length * P2) & MASK) & MASK)


def accumulate(lanes, data, at, secret):
    words, keys = struct.unpack_from("<8Q", data, at), struct.unpack_from("<8Q", SECRET, secret)
    for i in range(8):
        key = words[i] ^ keys[i]
        lanes[i ^ 1] = (lanes[i ^ 1] + words[i]) & MASK
        lanes[i] = (lanes[i] + (key & 0xFFFFFFFF) * (key >> 32)) & MASK


def merge(lanes, secret, value):
    for i in range(0, 8, 2):
        value += fold(lanes[i] ^ u64(SECRET, secret + 8 * i), lanes[i + 1] ^ u64(SECRET, secret + 8 * i + 8))
    return avalanche(value & MASK)


def xxh128_long(data):
    length = len(data)
    lanes = [Q3, P1, P2, P3, P4, Q2, P5, Q1]
    for stripe in range((length - 1) // 64):
        accumulate(lanes, data, 64 * stripe, 8 * (stripe % 16))
        if stripe % 16 == 15:
            keys = struct.unpack_from("<8Q", SECRET, 128)
            lanes = [(lane ^ (lane >> 47) ^ key) * Q1 & MASK for lane, key in zip(lanes, keys)]
    accumulate(lanes, data, length - 64, 121)
    return merge(lanes, 11, length * P1), merge(lanes, 117, ~(length * P2) & MASK)


def xxh128(data):
    low, high = (xxh128_short if len(data) <= 16 else xxh128_medium if len(data) <= 240 else xxh128_long)(data)
    return "%016x%016x" % (high, low)


# --- A table's content (section 6) -----------------------------------------------------------------------------------

class Text(bytes):
    """The UTF-8 of a TEXT value, so that it is not mistaken for a BLOB."""


def value_bytes(value):
    if value is None:
        return b"\0"
    if isinstance(value, int):
        return b"\1" + struct.pack("<q", value)
    if isinstance(value, float):
        return b"\2" + struct.pack("<d", value)
    return (b"\3" if isinstance(value, Text) else b"\4") + struct.pack("<Q", len(value)) + value


def open_database(path):
    """Opens for reading, and touches neither the file nor a journal beside it."""
    database = sqlite3.connect("file:%s?mode=ro&immutable=1" % urllib.parse.quote(os.path.abspath(path)), uri=True)
    database.text_factory = Text
    return contextlib.closing(database)


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def rowid_name(database, table, columns):
    """A name of the rowid; None where there is none, or where columns hide all of them."""
    taken = {column.lower() for column in columns}
    for name in ("rowid", "_rowid_", "oid"):
        if name not in taken:
            with contextlib.suppress(sqlite3.OperationalError):
                database.execute("SELECT %s FROM %s LIMIT 0" % (name, quote(table)))
                return name
    return None


def table_content(database, table):
    info = database.execute("PRAGMA table_xinfo(%s)" % quote(table)).fetchall()
    check(info, "the restored database has no table %r" % table)
    every = [row[1].decode() for row in info]
    wanted = [quote(row[1].decode()) for row in info if row[6] == 0]
    rowid = rowid_name(database, table, every)
    rows, checksum = 0, 0
    query = "SELECT %s FROM %s" % (", ".join(([rowid] if rowid else []) + wanted), quote(table))
    for row in database.execute(query):
        rows += 1
        checksum = (checksum + xxh64(b"".join(map(value_bytes, row)))) & MASK
    return rows, "%016x" % checksum


def print_content(path):
    with open_database(path) as database:
        names = [row[0].decode() for row in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid")]
        tables = []
        for name in names:
            rows, checksum = table_content(database, name)
            tables.append({"name": name, "rows": rows, "checksum": checksum})
        print(json.dumps(tables, ensure_ascii=False, indent=1))


# --- The container (sections 1 to 3) ---------------------------------------------------------------------------------

class Archive:
    """One archive file. Opening it checks the container."""

    def __init__(self, path):
        self.path = path
        self.file = open(path, "rb")
        self.zip = zipfile.ZipFile(self.file)
        self.members = self.zip.infolist()
        self.by_name = {member.filename: member for member in self.members}
        check(self.members[0].filename == "backup.json", "the first member is not backup.json")
        check(self.members[-1].filename == "manifest.json", "the last member is not manifest.json")
        check(len({m.filename.lower() for m in self.members}) == len(self.members), "two members have one name")
        self.header = json.loads(self.bytes_of("backup.json"))
        check(self.header["minReader"] <= 2, "the archive needs a newer reader")
        self.check_members()
        manifest = self.bytes_of("manifest.json")
        self.check_comment(manifest)
        self.manifest = json.loads(manifest)
        for key in ("format", "minReader", "id", "engine", "database", "createdAt", "tool"):
            check(self.header[key] == self.manifest[key], "header and manifest disagree about %s" % key)

    def offset_of(self, member):
        return member.header_offset + 30 + len(member.filename.encode())

    def bytes_of(self, name):
        member = self.by_name[name]
        self.file.seek(self.offset_of(member))
        data = self.file.read(member.file_size)
        check(len(data) == member.file_size and zlib.crc32(data) == member.CRC, "the CRC-32 of %s is wrong" % name)
        return data

    def check_members(self):
        position = 0
        for member in self.members:
            name = member.filename.encode()
            check(member.header_offset == position, "there are bytes before %s that belong to nothing" % member.filename)
            check(member.compress_type == 0 and member.flag_bits == 0x0800, "%s is not just stored" % member.filename)
            check(all(part not in ("", ".", "..") for part in member.filename.split("/")), "a name leads elsewhere")
            year, month, day, hour, minute, second = member.date_time
            expected = struct.pack(
                "<IHHHHHIIIHH", 0x04034B50, 45, 0x0800, 0, hour << 11 | minute << 5 | second // 2,
                (year - 1980) << 9 | month << 5 | day, member.CRC, member.file_size, member.file_size, len(name), 0) + name
            self.file.seek(position)
            check(self.file.read(len(expected)) == expected, "the local header of %s is wrong" % member.filename)
            position += len(expected) + member.file_size
        check(position == self.zip.start_dir, "there are bytes before the central directory that belong to nothing")

    def check_comment(self, manifest):
        expected = b"BackupTools archive 1; manifest sha256 " + hashlib.sha256(manifest).hexdigest().encode()
        check(self.zip.comment == expected, "the comment is not that of this manifest")
        self.file.seek(-len(expected), os.SEEK_END)
        check(self.file.read() == expected, "something follows the comment")

    def read(self, entry):
        """The raw bytes of a script or chunk, checked against what the manifest says."""
        name = entry["member"]
        check(name in self.by_name, "there is no member %s" % name)
        member = self.by_name[name]
        check(self.offset_of(member) == entry["offset"], "the offset of %s is wrong" % name)
        check(member.file_size == entry["size"], "the size of %s is wrong" % name)
        stored = self.bytes_of(name)
        if "sha256" not in entry:
            check(hashlib.sha256(stored).hexdigest() == entry["storedSha256"], "the SHA-256 of %s is wrong" % name)
        raw = decompress(entry["codec"], stored)
        check(len(raw) == entry["rawSize"], "the raw size of %s is wrong" % name)
        if "sha256" not in entry:
            check(xxh128(raw) == entry["rawXxh128"], "the XXH3 of %s is wrong" % name)
        else:
            check(hashlib.sha256(raw).hexdigest() == entry["sha256"], "the SHA-256 of %s is wrong" % name)
        return raw


def decompress(codec, data):
    if codec == "none":
        return data
    if codec == "gzip":
        stream = zlib.decompressobj(31)
        raw = stream.decompress(data)
        check(stream.eof and not stream.unused_data, "a gzip member is not exactly one stream")
        return raw
    check(codec in ("brotli", "zstd"), "the codec %s is not known" % codec)
    result = subprocess.run([codec, "-dc"], input=data, stdout=subprocess.PIPE, check=False)
    check(result.returncode == 0, "%s cannot read a member" % codec)
    return result.stdout


def check_lists(archive):
    manifest = archive.manifest
    own = [c["member"] for c in manifest["chunks"] if "archive" not in c] + [s["member"] for s in manifest["scripts"]]
    check(sorted(own) == sorted(m.filename for m in archive.members[1:-1]), "manifest and container list other members")
    expected = {}
    for chunk in manifest["chunks"]:
        index = chunk["objectIndex"]
        check(0 <= index < len(manifest["objects"]), "a chunk belongs to no object")
        check(chunk["index"] == expected.get(index, 0), "the indexes of object %d have gaps" % index)
        expected[index] = chunk["index"] + 1
    for entry in manifest["chunks"] + manifest["scripts"]:
        hashes = [hash for hash in ("sha256", "storedSha256", "rawXxh128") if hash in entry]
        first = archive.header["minReader"] == 1 or ("archive" in entry and "sha256" in entry)
        check(hashes == (["sha256"] if first else ["storedSha256", "rawXxh128"]), "%s has other hashes" % entry["member"])
    order = [(c["objectIndex"], c["index"]) for c in manifest["chunks"]]
    check(order == sorted(order), "the chunks are not in order")


def open_others(archive, folder):
    others = {}
    for reference in archive.manifest["references"]:
        check(folder is not None, "the archive needs %s: use --other" % reference["name"])
        other = Archive(os.path.join(folder, reference["name"]))
        check(other.header["id"] == reference["id"], "%s is another archive" % reference["name"])
        others[reference["id"]] = other
    return others


# --- SQLite (section 6) ----------------------------------------------------------------------------------------------

def restore_pages(archive, others, output):
    """Types Full and Incremental: the chunks of object 0 are the file."""
    manifest = archive.manifest
    page_size, page_count = int(manifest["properties"]["pageSize"]), int(manifest["properties"]["pageCount"])
    check(manifest["objects"][0]["kind"] == "pages", "object 0 has no pages")
    next_page = 1
    with open(output, "xb") as file:
        for chunk in manifest["chunks"]:
            check(chunk["objectIndex"] == 0, "an object other than 0 has chunks")
            check(int(chunk["from"]) == next_page, "pages are missing before page %s" % chunk["from"])
            next_page = int(chunk["to"]) + 1
            raw = (others[chunk["archive"]] if "archive" in chunk else archive).read(chunk)
            check(len(raw) == (next_page - int(chunk["from"])) * page_size, "a chunk does not have the pages it says")
            file.write(raw)
    check(next_page - 1 == page_count, "the archive has %d of %d pages" % (next_page - 1, page_count))
    for script in manifest["scripts"]:
        archive.read(script).decode()


def restore_tables(archive, others, output):
    """Type Table: scripts before the data, the data, scripts after it."""
    scripts = [(s["member"], archive.read(s).decode()) for s in archive.manifest["scripts"]]
    check(not os.path.exists(output), "%s exists" % output)
    with contextlib.closing(sqlite3.connect(output, isolation_level=None)) as database:
        properties = archive.manifest["properties"]
        database.execute("PRAGMA encoding = '%s'" % properties["encoding"])
        database.execute("PRAGMA user_version = %d" % int(properties["userVersion"]))
        database.execute("PRAGMA application_id = %d" % int(properties["applicationId"]))
        database.execute("PRAGMA foreign_keys = OFF")
        before = [text for name, text in scripts if not name.startswith("schema/2")]
        after = [text for name, text in scripts if name.startswith("schema/2")]
        data = ((others[c["archive"]] if "archive" in c else archive).read(c).decode() for c in archive.manifest["chunks"])
        database.execute("BEGIN")
        for text in before:
            run_script(database, text)
        for text in data:
            run_script(database, text)
        for text in after:
            run_script(database, text)
        database.execute("COMMIT")


def run_script(database, text):
    """Runs the statements one by one; executescript would commit in between."""
    pending = ""
    for line in text.splitlines(keepends=True):
        pending += line
        if ";" in line and sqlite3.complete_statement(pending):
            database.execute(pending)
            pending = ""
    if pending.strip():
        database.execute(pending)


def compare_content(archive, output):
    compared = 0
    with open_database(output) as database:
        result = [row[0].decode() for row in database.execute("PRAGMA integrity_check")]
        check(result == ["ok"], "the restored database is damaged: %s" % result[:3])
        for table in archive.manifest["objects"]:
            if table["kind"] != "table" or ("rows" not in table and "checksum" not in table):
                continue
            rows, checksum = table_content(database, table["name"])
            check(table.get("rows", rows) == rows, "table %s has %d rows" % (table["name"], rows))
            check(table.get("checksum", checksum) == checksum, "table %s has other content" % table["name"])
            compared += 1
    return compared


# --- PostgreSQL (section 6) ------------------------------------------------------------------------------------------

def check_index(archive):
    """The index fits the scripts: entry behind entry, with nothing but comments and empty lines between them."""
    scripts = {s["member"].removesuffix(EXTENSIONS[s["codec"]]): archive.read(s) for s in archive.manifest["scripts"]}
    check(list(scripts)[-1] == "schema/index.json", "the index is not the last script")
    entries, at = json.loads(scripts["schema/index.json"])["entries"], {}
    for number, entry in enumerate(entries):
        check(all(d < number for d in entry.get("dependsOn", [])), "entry %d depends on a later one" % number)
        text, begin = scripts[entry["script"]], at.get(entry["script"])
        if begin is not None:
            between = text[begin:entry["offset"]].decode().splitlines()
            check(all(not line or line.startswith("--") for line in between), "something stands before entry %d" % number)
        length = sum(entry.get(piece, 0) for piece in ("create", "setOwner", "comments", "privileges"))
        at[entry["script"]] = entry["offset"] + length
    for name, end in at.items():
        check(not scripts[name][end:].strip(), "something follows the last entry of %s" % name)
    return entries


def check_rows(archive, others):
    """Rows and checksum of every object, computed from the chunks; each line has its entry's columns."""
    columns = {(e.get("schema"), e["name"]): len(e["columns"]) for e in check_index(archive) if "columns" in e}
    compared = 0
    for index, thing in enumerate(archive.manifest["objects"]):
        rows, total = 0, 0
        for chunk in archive.manifest["chunks"]:
            if chunk["objectIndex"] != index:
                continue
            raw = (others[chunk["archive"]] if "archive" in chunk else archive).read(chunk)
            check(raw.endswith(b"\n"), "a chunk of %s does not end with a line" % thing["name"])
            lines = raw[:-1].split(b"\n")
            check(chunk.get("rows", len(lines)) == len(lines), "a chunk of %s has other rows" % thing["name"])
            expected = columns.get((thing["schema"], thing["name"]), 0) if thing["kind"] == "table" else 3
            check(all(len(line.split(b"\t")) == max(expected, 1) for line in lines), "%s has other columns" % thing["name"])
            rows, total = rows + len(lines), (total + sum(map(xxh64, lines))) & MASK
        if "rows" in thing or "checksum" in thing:
            check(thing.get("rows", rows) == rows, "%s has %d rows" % (thing["name"], rows))
            check(thing.get("checksum", "%016x" % total) == "%016x" % total, "%s has other content" % thing["name"])
            compared += 1
    return compared


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", nargs="?")
    parser.add_argument("output", nargs="?")
    parser.add_argument("--other", metavar="DIR")
    parser.add_argument("--content", metavar="DATABASE")
    arguments = parser.parse_args()
    if arguments.content:
        print_content(arguments.content)
        return 0
    if not arguments.archive:
        parser.error("ARCHIVE is needed")
    try:
        archive = Archive(arguments.archive)
        check_lists(archive)
        others = open_others(archive, arguments.other)
        if archive.manifest["engine"] == "postgresql":
            tables = check_rows(archive, others)
        else:
            check(arguments.output, "OUTPUT.db is needed")
            restore = restore_tables if archive.manifest["type"] == "Table" else restore_pages
            restore(archive, others, arguments.output)
            tables = compare_content(archive, arguments.output)
    except (Wrong, zipfile.BadZipFile, sqlite3.Error, OSError, KeyError, ValueError) as error:
        print("FAILED: %s: %s" % (type(error).__name__, error), file=sys.stderr)
        return 1
    print("ok: %d chunks, %d tables compared" % (len(archive.manifest["chunks"]), tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
