#!/usr/bin/env python3
"""Decrypts an encrypted archive of BackupTools without BackupTools: Python 3.8 or later and OpenSSL are enough.

    python3 decrypt-archive.py ARCHIVE FOLDER --key PRIVATE.pem      for a key (openssl asks for its passphrase)
    python3 decrypt-archive.py ARCHIVE FOLDER --passphrase           for a passphrase (asked for)

Recipients that were added later are in files beside the archive (NAME.backup.keys-0001.json and so on), and are found there.
FOLDER then has what an archive that is not encrypted has: manifest.json, schema/*.sql.zst, data/*/*.zst and so on; decompress
with zstd -d, gzip -d or brotli -d, and load it with the database's own client. ARCHIVE-FORMAT.md says every byte.
"""
import base64, ctypes, ctypes.util, getpass, glob, hashlib, hmac, json, os, subprocess, sys, zipfile

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
for name in ("EVP_CIPHER_CTX_new", "EVP_aes_256_gcm"):
    getattr(crypto, name).restype = ctypes.c_void_p


def gcm_open(key, nonce, data, aad=b""):
    """AES-256-GCM; the last 16 bytes are the tag. Nothing comes out where the tag is wrong."""
    body, tag = data[:-16], data[-16:]
    context, out, n = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new()), ctypes.create_string_buffer(len(body) + 16), ctypes.c_int()
    crypto.EVP_DecryptInit_ex(context, ctypes.c_void_p(crypto.EVP_aes_256_gcm()), None, key, nonce)
    if aad:
        crypto.EVP_DecryptUpdate(context, None, ctypes.byref(n), aad, len(aad))
    crypto.EVP_DecryptUpdate(context, out, ctypes.byref(n), body, len(body))
    crypto.EVP_CIPHER_CTX_ctrl(context, 0x11, 16, tag)  # EVP_CTRL_AEAD_SET_TAG
    good = crypto.EVP_DecryptFinal_ex(context, ctypes.create_string_buffer(16), ctypes.byref(n)) == 1
    crypto.EVP_CIPHER_CTX_free(context)
    if not good:
        raise ValueError("the authentication tag is wrong")
    return out.raw[:len(body)]


def hkdf(key, salt, info):
    """HKDF with SHA-256 for 32 bytes, which is one block."""
    return hmac.new(hmac.new(salt or bytes(32), key, hashlib.sha256).digest(), info + b"\1", hashlib.sha256).digest()


def added_recipients(path, archive):
    """The recipients that were added later; whatever is not of this archive is passed over."""
    for name in sorted(glob.glob(glob.escape(path[:-len(".zip")] if path.endswith(".backup.zip") else path) + ".keys-[0-9][0-9][0-9][0-9].json")):
        with open(name, encoding="utf-8") as file:
            keys = json.load(file)
        if keys.get("id") == archive and keys.get("minReader") == 1:
            yield from keys["recipients"]


def data_key(header, key_file):
    archive = bytes.fromhex(header["id"])
    passphrase = None if key_file else (os.environ.get("PASSPHRASE") or getpass.getpass("Passphrase: ")).encode()
    for recipient in header["recipients"]:
        wrapped, key = base64.b64decode(recipient["wrappedKey"]), None
        if key_file and recipient["kind"] == "rsa-oaep-sha256":
            options = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt", "rsa_mgf1_md:sha256"]
            if "PASSPHRASE" in os.environ:
                options += ["-passin", "env:PASSPHRASE"]
            key = subprocess.run(["openssl", "pkeyutl", "-decrypt", "-inkey", key_file, *options], input=wrapped, stdout=subprocess.PIPE).stdout
        elif passphrase and recipient["kind"] == "pbkdf2-sha256":
            outer = hashlib.pbkdf2_hmac("sha256", passphrase, base64.b64decode(recipient["salt"]), recipient["iterations"], 32)
            try:
                key = gcm_open(outer, bytes(12), wrapped, b"BackupTools passphrase 1\0" + header["id"].encode())
            except ValueError:
                pass
        if key and hkdf(key, b"", b"BackupTools commitment 1\0" + archive).hex() == header["encryption"]["keyCommitment"]:
            return key
    sys.exit("Neither the key nor the passphrase opens this archive.")


def decrypt(key, header, name, stored):
    size, archive = header["encryption"]["segmentSize"], bytes.fromhex(header["id"])
    member = hkdf(key, stored[:16], b"BackupTools member 1\0" + archive + size.to_bytes(4, "big") + name.encode())
    out, at, number = b"", 16, 0
    while True:
        part = stored[at:at + size + 16]
        at += len(part)
        out += gcm_open(member, number.to_bytes(11, "big") + (b"\1" if at == len(stored) else b"\0"), part)
        number += 1
        if at == len(stored):
            return out


def main(path, folder, *how):
    with zipfile.ZipFile(path) as file:
        header = json.loads(file.read("backup.json"))
        header["recipients"] += added_recipients(path, header["id"])
        key = data_key(header, how[1] if how[0] == "--key" else None)
        manifest = decrypt(key, header, "manifest.enc", file.read("manifest.enc"))
        members = [(m["member"], m["plainName"]) for part in ("scripts", "chunks") for m in json.loads(manifest)[part] if "archive" not in m]
        for name, plain in [(None, "manifest.json")] + members:
            target = os.path.join(folder, *[p for p in plain.split("/") if p not in ("", ".", "..")])
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as output:
                output.write(manifest if name is None else decrypt(key, header, name, file.read(name)))
        print(f"{len(members)} files are in {folder}.")


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) in (4, 5) else sys.exit(__doc__)
