using System.Globalization;
using System.Text;
using BackupTools.Configuration;

namespace BackupTools.Jobs;

/// <summary>A page for the safe: a private key, and all that is needed to bring data back where this product is gone.</summary>
internal static class RecoverySheet
{
    /// <summary>The page.</summary>
    /// <param name="key">The key.</param>
    /// <param name="privateKey">Its private part as PEM, under a passphrase.</param>
    public static string Of(BackupKey key, string privateKey)
    {
        using StreamReader script = new(typeof(RecoverySheet).Assembly.GetManifestResourceStream("decrypt-archive.py")!, Encoding.UTF8);
        return string.Create(CultureInfo.InvariantCulture, $"""
            RECOVERY SHEET: the backup key "{key.Name}"

            Key id  {key.KeyId}
            RSA     {key.Bits} bits, written by {Product.NameAndVersion} on {DateTime.UtcNow:yyyy-MM-dd}

            This page opens every backup that is encrypted for the key. The passphrase is not on it: keep that elsewhere.

            With BackupTools (a PowerShell module):

              1. Save the lines from BEGIN to END ENCRYPTED PRIVATE KEY as key.pem.
              2. Restore-Database -Path shop_20261121_060000.backup.zip -Key ./key.pem -Passphrase (Read-Host -AsSecureString) ...

            Without it, with Python 3.8 or later and OpenSSL:

              1. Save those lines as key.pem, and the program below as decrypt.py.
              2. python3 decrypt.py shop_20261121_060000.backup.zip FOLDER --key key.pem
              3. FOLDER has schema/*.sql.zst and data/*/*.zst. Decompress them (zstd -d --rm -r FOLDER), then load the scripts in the order
                 of manifest.json, and the data with the database's own client: COPY t FROM STDIN for PostgreSQL, LOAD DATA for MySQL;
                 of SQLite the .pages put one behind the other are the database file.

            {privateKey.Trim()}

            ---------------------------------------------------------------- decrypt.py
            {script.ReadToEnd().Trim()}
            """);
    }
}
