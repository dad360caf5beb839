using System.Globalization;

namespace BackupTools.Benchmarks.Sqlite;

/// <summary>A database of ordinary rows: orders with indexes, JSON events, customers, and binary attachments.</summary>
internal static class SampleDatabase
{
    private const int RowsAtOneMiB = 1700;

    /// <summary>Makes the database with the sqlite3 command, unless it is there already.</summary>
    public static string Make(string folder, int sizeMiB)
    {
        string path = Path.Combine(folder, $"sample-{sizeMiB}.db");
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(folder);
        string unfinished = path + ".unfinished";
        File.Delete(unfinished);
        Console.WriteLine($"Making a database of about {sizeMiB} MiB …");
        ProcessRun.Run("sqlite3", unfinished, Script(sizeMiB * RowsAtOneMiB));
        File.Move(unfinished, path);
        return path;
    }

    private static string Script(int rows)
    {
        string Series(int count) =>
            string.Create(CultureInfo.InvariantCulture, $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Math.Max(1, count)})");
        return $"""
            PRAGMA synchronous = OFF;
            BEGIN;
            CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, joined TEXT, credit REAL);
            CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, placed TEXT NOT NULL, total REAL NOT NULL, status TEXT, note TEXT);
            CREATE TABLE event (id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL);
            CREATE TABLE attachment (id INTEGER PRIMARY KEY, name TEXT NOT NULL, content BLOB NOT NULL);
            {Series(rows / 4)} INSERT INTO customer SELECT i, 'Customer number ' || abs(random() % 1000000), 'user' || i || '@mail' || (i % 97) || '.example',
                datetime(1500000000 + i * 13, 'unixepoch'), round((random() % 1000000) / 100.0, 2) FROM n;
            {Series(rows * 2)} INSERT INTO orders SELECT i, 1 + abs(random() % {Math.Max(1, rows / 4)}), datetime(1600000000 + i * 7, 'unixepoch'),
                round(abs(random() % 5000000) / 100.0, 2), CASE abs(random() % 4) WHEN 0 THEN 'open' WHEN 1 THEN 'paid' WHEN 2 THEN 'shipped' ELSE 'returned' END,
                CASE WHEN i % 5 = 0 THEN 'please deliver to the neighbour at no. ' || (i % 200) END FROM n;
            {Series(rows)} INSERT INTO event SELECT i, datetime(1600000000 + i * 3, 'unixepoch'), 'kind-' || (i % 23),
                '{"{"}"session":"' || lower(hex(randomblob(16))) || '","user":' || abs(random() % 100000) || ',"path":"/shop/' || (i % 500) || '/item","ms":' || abs(random() % 3000) || ',"agent":"Mozilla/5.0 (X11; Linux x86_64)"{"}"}' FROM n;
            {Series(rows / 64)} INSERT INTO attachment SELECT i, 'file-' || i || '.bin', randomblob(4000 + abs(random() % 16000)) FROM n;
            CREATE INDEX orders_by_customer ON orders (customer, placed);
            CREATE INDEX event_by_kind ON event (kind, at);
            COMMIT;
            """;
    }
}
