using Microsoft.Data.Sqlite;

namespace BackupTools.Samples;

/// <summary>A small shop: customers, products, orders with their lines, a view, an index and a trigger.</summary>
internal static class ShopDatabase
{
    private const string Schema = """
        CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT UNIQUE, joined TEXT NOT NULL);
        CREATE TABLE product (sku TEXT PRIMARY KEY, name TEXT NOT NULL, price REAL NOT NULL, picture BLOB) WITHOUT ROWID;
        CREATE TABLE "order" (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER NOT NULL REFERENCES customer, placed TEXT NOT NULL);
        CREATE TABLE line ("order" INTEGER NOT NULL REFERENCES "order", sku TEXT NOT NULL REFERENCES product,
            quantity INTEGER NOT NULL CHECK (quantity > 0), PRIMARY KEY ("order", sku));
        CREATE TABLE audit (at TEXT NOT NULL, what TEXT NOT NULL);
        CREATE INDEX order_by_customer ON "order" (customer, placed);
        CREATE VIEW turnover AS SELECT c.name, sum(l.quantity * p.price) AS total FROM customer c
            JOIN "order" o ON o.customer = c.id JOIN line l ON l."order" = o.id JOIN product p ON p.sku = l.sku GROUP BY c.id;
        CREATE TRIGGER order_placed AFTER INSERT ON "order" BEGIN INSERT INTO audit VALUES (new.placed, 'order ' || new.id); END;
        PRAGMA user_version = 7;
        """;

    private const string Rows = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO customer SELECT i, 'Customer ' || i, 'c' || i || '@shop.example', date('2020-01-01', '+' || i || ' days') FROM n;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
            INSERT INTO product SELECT printf('SKU-%04d', i), 'Product ' || i, 0.5 + i * 1.25, randomblob(i % 512) FROM n;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
            INSERT INTO "order" (customer, placed) SELECT 1 + (i * 7919) % 2000, datetime('2024-01-01', '+' || i || ' minutes') FROM n;
        INSERT INTO line SELECT o.id, printf('SKU-%04d', 1 + (o.id * 31 + k.value * 97) % 400), 1 + (o.id + k.value) % 5
            FROM "order" o, (SELECT 0 AS value UNION ALL SELECT 1 UNION ALL SELECT 2) k;
        """;

    /// <summary>Makes the database; the file must not exist.</summary>
    public static void Create(string path)
    {
        if (File.Exists(path))
            throw new IOException($"'{path}' exists; name a file that does not.");
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        foreach (string sql in new[] { Schema, "BEGIN", Rows, "COMMIT" })
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
