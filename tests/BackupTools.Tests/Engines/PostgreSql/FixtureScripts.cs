using System.Globalization;

namespace BackupTools.Tests.Engines.PostgreSql;

/// <summary>Scripts of databases whose size or shape is the point.</summary>
internal static class FixtureScripts
{
    /// <summary>Tables of unusual shapes: 1,600 columns, none, dropped ones, rows of megabytes, empty ones, many small ones.</summary>
    public static string Shapes() =>
        ManyColumns(1600) + NoColumns(1000) + DroppedColumns() + LargeRows(rows: 3, megabytes: 5) + Tables(300) + LargeObjects(500);

    /// <summary>A table with as many columns as there can be, half of them null in a row so that the row fits its page.</summary>
    public static string ManyColumns(int count)
    {
        IEnumerable<int> columns = Enumerable.Range(1, count);
        return $"""
            CREATE TABLE many_columns ({string.Join(", ", columns.Select(c => $"c{c} {(c % 3 == 0 ? "boolean" : "smallint")}"))});
            INSERT INTO many_columns SELECT {string.Join(", ", columns.Select(c => c % 3 == 0 ? "true" : $"{c}"))};
            INSERT INTO many_columns SELECT {string.Join(", ", columns.Select(c => c % 3 == 0 ? "false" : "NULL"))};
            INSERT INTO many_columns (c{count}) VALUES (NULL);

            """;
    }

    /// <summary>A table with rows and no columns, and one that lost all its columns.</summary>
    public static string NoColumns(int rows) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE no_columns ();
        INSERT INTO no_columns SELECT FROM generate_series(1, {rows});
        CREATE TABLE lost_columns (a integer, b text);
        INSERT INTO lost_columns SELECT i, 'x' FROM generate_series(1, {rows}) AS i;
        ALTER TABLE lost_columns DROP a, DROP b;

        """);

    /// <summary>A table whose columns' numbers have gaps, with rows from before and after.</summary>
    public static string DroppedColumns() => """
        CREATE TABLE dropped_columns (a integer, b text, c integer, d text, PRIMARY KEY (a, c));
        INSERT INTO dropped_columns SELECT i, 'b' || i, -i, 'd' || i FROM generate_series(1, 500) AS i;
        ALTER TABLE dropped_columns DROP b;
        ALTER TABLE dropped_columns ADD e integer DEFAULT 5, ADD f text DEFAULT 'f', ADD "........pg.dropped.9........" text DEFAULT 'not dropped';
        ALTER TABLE dropped_columns DROP e;
        INSERT INTO dropped_columns SELECT i, i, 'd' || i, 'g' FROM generate_series(501, 1000) AS i;

        """;

    /// <summary>Rows of so many megabytes, of text that compresses and of bytes that do not.</summary>
    public static string LargeRows(int rows, int megabytes) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE large_rows (n integer PRIMARY KEY, t text, b bytea);
        INSERT INTO large_rows
            SELECT i, repeat('0123456789abcde' || chr(10), {megabytes} * 65536 / 2), decode(repeat(md5(i::text), {megabytes} * 65536 / 2), 'hex')
            FROM generate_series(1, {rows}) AS i;

        """);

    /// <summary>So many tables of a few rows each; every tenth is empty.</summary>
    public static string Tables(int count) => string.Create(CultureInfo.InvariantCulture, $"""
        CREATE SCHEMA many;
        SELECT format('CREATE TABLE many.t%s (id integer PRIMARY KEY, v text)', i) FROM generate_series(1, {count}) AS i
        \gexec
        SELECT format('INSERT INTO many.t%s VALUES (1, %L), (2, NULL)', i, i) FROM generate_series(1, {count}) AS i WHERE i % 10 > 0
        \gexec

        """);

    /// <summary>So many large objects; a few have another owner, some are empty, and one has a hole.</summary>
    public static string LargeObjects(int count) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT count(lo_from_bytea(500000 + i, CASE WHEN i % 7 = 0 THEN '' ELSE convert_to(repeat(i::text || chr(10), i % 2000), 'UTF8') END))
            FROM generate_series(1, {count}) AS i;
        SELECT lo_put(500001, 300000, '\x00ff');
        SELECT format('ALTER LARGE OBJECT %s OWNER TO bt_owner', 500000 + i) FROM generate_series(1, {count}, 100) AS i
        \gexec
        SELECT format('GRANT SELECT ON LARGE OBJECT %s TO bt_reader', 500000 + i) FROM generate_series(2, {count}, 100) AS i
        \gexec

        """);
}
