using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.Dumps;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.ReplaceFixture;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>One table with everything that a table can have around it is replaced.</summary>
public sealed class ReplaceOneTableTests
{
    /// <summary>What is done to the table after the backup: all of it is undone.</summary>
    private const string Damage = """
        ALTER TABLE shop.album DISABLE TRIGGER USER;
        UPDATE shop.album SET title = 'spoilt ' || id, sequel = NULL;
        DELETE FROM shop.album WHERE id > 2;
        ALTER TABLE shop.album ENABLE TRIGGER album_log;
        ALTER TABLE shop.album ENABLE ALWAYS TRIGGER album_always;
        INSERT INTO shop.album (artist, title) SELECT 1, 'new ' || i FROM generate_series(1, 50) i;
        TRUNCATE shop.log;
        """;

    [Theory]
    [InlineData(15, "postgres")]
    [InlineData(15, "owner")]
    [InlineData(18, "postgres")]
    [InlineData(18, "owner")]
    public async Task Its_rows_and_identity_come_back_and_nothing_else_changes(int version, string user)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        await server.PsqlAsync(name, "DELETE FROM shop.track WHERE album > 2;" + Damage);
        await server.PsqlAsync(before, "DELETE FROM shop.track WHERE album > 2; TRUNCATE shop.log;");
        if (user == "owner")
            user = await GiveAwayAsync(server, name, before);
        RestoreRequest request = Request(server, name) with
        {
            Connection = server.Connection(name, user), IfExists = IfExists.Replace, Verify = true, NoOwner = true,
            Selection = new() { Tables = ["shop.album"] },
        };
        RestoreOutcome outcome = await RestoreAsync(request, archive);
        Assert.True(outcome.Replaced);
        Assert.Contains("shop.titles_now", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        await DumpComparison.AssertSameAsync(server, before, server, name);
        Assert.Equal("0|101", await server.PsqlAsync(name, "SELECT (SELECT count(*) FROM shop.log), nextval('shop.album_id_seq')"));
    }

    [Theory]
    [InlineData("CREATE INDEX extra ON shop.album (artist, title)")]
    [InlineData("DROP INDEX shop.album_title")]
    [InlineData("ALTER TABLE shop.album DROP CONSTRAINT album_artist_fkey")]
    [InlineData("DROP TRIGGER album_always ON shop.album; DROP TRIGGER album_log ON shop.album; CREATE TRIGGER album_log AFTER DELETE ON shop.album EXECUTE FUNCTION shop.note()")]
    [InlineData("DROP POLICY mine ON shop.album; ALTER TABLE shop.album DISABLE ROW LEVEL SECURITY")]
    [InlineData("COMMENT ON TABLE shop.album IS 'other'; COMMENT ON COLUMN shop.album.title IS 'other'")]
    [InlineData("REVOKE ALL ON shop.album FROM PUBLIC; GRANT DELETE ON shop.album TO pg_monitor; GRANT UPDATE (title) ON shop.album TO pg_monitor")]
    [InlineData("DROP STATISTICS shop.album_statistics")]
    [InlineData("ALTER TABLE shop.album OWNER TO pg_monitor")]
    [InlineData("COMMENT ON CONSTRAINT album_title_check ON shop.album IS NULL; COMMENT ON CONSTRAINT album_pkey ON shop.album IS 'key'; COMMENT ON TRIGGER album_off ON shop.album IS 'off'")]
    [InlineData("REVOKE ALL ON SEQUENCE shop.album_id_seq FROM PUBLIC; GRANT UPDATE ON SEQUENCE shop.album_id_seq TO pg_monitor")]
    [InlineData("DROP RULE album_kept ON shop.album; CREATE RULE album_none AS ON UPDATE TO shop.album DO INSTEAD NOTHING")]
    [InlineData("ALTER TABLE shop.track ADD CONSTRAINT more FOREIGN KEY (id) REFERENCES shop.album (id) NOT VALID; ALTER TABLE shop.track DROP CONSTRAINT more")]
    public async Task What_was_changed_around_it_is_what_it_was(string change)
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        await server.PsqlAsync(name, change);
        await ReplaceAsync(server, name, archive, verify: true, "shop.album");
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task One_with_another_definition_is_made_anew_where_nothing_is_lost_by_that(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        (string name, FakeArchive archive, string before) = await CreateAsync(server);
        await server.PsqlAsync(name, "ALTER TABLE shop.album ADD added text, ALTER title SET DEFAULT 'x'");
        BackupException error = await FailsAsync(ErrorCode.DependentObjects, () => ReplaceAsync(server, name, archive, verify: true, "shop.album"));
        Assert.Contains("shop.titles", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Table", error.Remedy, StringComparison.Ordinal);
        await ReplaceAsync(server, name, archive, verify: true, "shop.album", "shop.titles", "shop.titles_now");
        await DumpComparison.AssertSameAsync(server, before, server, name);
        await server.PsqlAsync(name, "DROP TABLE shop.album CASCADE");
        await ReplaceAsync(server, name, archive, verify: false, "shop.album", "shop.titles", "shop.titles_now");
        // What only the other tables knew of it went with the DROP … CASCADE.
        await server.PsqlAsync(name, "ALTER TABLE ONLY shop.track ADD CONSTRAINT track_album_fkey FOREIGN KEY (album) REFERENCES shop.album(id) ON DELETE CASCADE; COMMENT ON CONSTRAINT track_album_fkey ON shop.track IS 'its album'; ALTER TABLE ONLY shop.artist ADD CONSTRAINT artist_best FOREIGN KEY (best) REFERENCES shop.album(id) ON DELETE SET NULL; ALTER PUBLICATION albums_" + name + " ADD TABLE shop.album (id, title) WHERE (id > 0)");
        await DumpComparison.AssertSameAsync(server, before, server, name);
    }

    [Fact]
    public async Task Rows_alone_go_into_a_table_whose_definition_has_changed()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, _) = await CreateAsync(server);
        await server.PsqlAsync(name, "ALTER TABLE shop.album ADD added text DEFAULT 'more'; UPDATE shop.album SET title = 'spoilt ' || id; CREATE INDEX extra ON shop.album (added)");
        string schema = await server.DumpAsync(name, "--schema-only");
        await RestoreAsync(Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { Tables = ["shop.album"], DataOnly = true } }, archive);
        Assert.Equal(WithoutKey(schema), WithoutKey(await server.DumpAsync(name, "--schema-only")));
        Assert.Equal("100|0|100", await server.PsqlAsync(name, "SELECT count(*), count(*) FILTER (WHERE title LIKE 'spoilt%'), count(*) FILTER (WHERE added = 'more') FROM shop.album"));
    }

    [Theory]
    [InlineData("INSERT INTO shop.album (artist, title) VALUES (1, 'later'); INSERT INTO shop.track SELECT 900, max(id) FROM shop.album", "track_album_fkey")]
    [InlineData("ALTER TABLE shop.album DROP CONSTRAINT album_artist_fkey; DELETE FROM shop.artist WHERE id = 2", "album_artist_fkey")]
    public async Task Rows_that_do_not_fit_any_more_refuse_it_and_are_named(string change, string key)
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        (string name, FakeArchive archive, _) = await CreateAsync(server);
        await server.PsqlAsync(name, change);
        string before = await server.DumpAsync(name);
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => ReplaceAsync(server, name, archive, verify: true, "shop.album"));
        Assert.Contains($"'{key}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Key (", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed", error.Message, StringComparison.Ordinal);
        Assert.Equal(WithoutKey(before), WithoutKey(await server.DumpAsync(name)));
        Assert.Equal("", await SessionsAsync(server, name));
    }

    [Fact]
    public async Task The_plan_says_what_is_replaced_and_what_stays()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        (string name, FakeArchive archive, _) = await CreateAsync(server);
        await using IRestoreTarget target = await RestoreOpening.OpenAsync(
            Request(server, name) with { IfExists = IfExists.Replace, Selection = new() { Tables = ["shop.album"] } }, archive, Token);
        string plan = string.Join('\n', target.Plan);
        Assert.True(target is { Replaces: true, LeavesRest: true });
        Assert.Contains("the contents of table 'shop.album'", plan, StringComparison.Ordinal);
        Assert.Contains("track_album_fkey", plan, StringComparison.Ordinal);
        Assert.Contains("Leaves 4 other tables and everything else", plan, StringComparison.Ordinal);
    }

    /// <summary>Makes the database, a backup of it, and a copy that stays as it is.</summary>
    private static async Task<(string Name, FakeArchive Archive, string Before)> CreateAsync(PostgresServer server)
    {
        string name = await server.CreateDatabaseAsync("albums", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
        await server.PsqlAsync(name, Script(name));
        FakeArchive archive = await BackUpAsync(server, name);
        return (name, archive, await CopyAsync(server, name));
    }

    private static async Task<string> GiveAwayAsync(PostgresServer server, params string[] databases)
    {
        string role = NewName("owner");
        await server.PsqlAsync("postgres", $"CREATE ROLE {role} LOGIN");
        foreach (string database in databases)
        {
            await server.PsqlAsync(database, $"DO $$DECLARE t record; BEGIN FOR t IN SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'shop'::regnamespace LOOP EXECUTE format('ALTER TABLE shop.%I OWNER TO {role}', t.name); END LOOP; END$$; GRANT ALL ON SCHEMA shop TO {role}");
        }

        return role;
    }

    private static string WithoutKey(string dump) => string.Join('\n', dump.Split('\n').Where(l => !l.Contains("restrict ", StringComparison.Ordinal)));

    private static string Script(string name) => $"""
        CREATE SCHEMA shop;
        CREATE TABLE shop.artist (id integer PRIMARY KEY, name text);
        INSERT INTO shop.artist VALUES (1, 'one'), (2, 'two');
        CREATE TABLE shop.log (what text);
        CREATE TABLE shop.secret (id integer);
        CREATE FUNCTION shop.note() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO shop.log VALUES (TG_OP); RETURN NULL; END$$;
        CREATE TABLE shop.album (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, artist integer NOT NULL REFERENCES shop.artist, title text CHECK (title <> ''),
            sequel integer REFERENCES shop.album, upper_title text GENERATED ALWAYS AS (upper(title)) STORED);
        INSERT INTO shop.album (artist, title) SELECT 1 + i % 2, 'album ' || i FROM generate_series(1, 100) i;
        UPDATE shop.album SET sequel = id + 1 WHERE id < 100;
        CREATE TABLE shop.track (id integer PRIMARY KEY, album integer CONSTRAINT track_album_fkey REFERENCES shop.album ON DELETE CASCADE);
        INSERT INTO shop.track SELECT i, i FROM generate_series(1, 50) i;
        ALTER TABLE shop.artist ADD best integer CONSTRAINT artist_best REFERENCES shop.album ON DELETE SET NULL;
        UPDATE shop.artist SET best = 2;
        COMMENT ON CONSTRAINT track_album_fkey ON shop.track IS 'its album';
        CREATE UNIQUE INDEX album_title ON shop.album (title);
        COMMENT ON TABLE shop.album IS 'albums'; COMMENT ON COLUMN shop.album.title IS 'it''s IS a title';
        CREATE STATISTICS shop.album_statistics ON artist, sequel FROM shop.album;
        CREATE VIEW shop.titles AS SELECT id, title FROM shop.album;
        CREATE MATERIALIZED VIEW shop.titles_now AS SELECT * FROM shop.titles;
        CREATE TRIGGER album_log AFTER INSERT OR UPDATE OR DELETE ON shop.album FOR EACH ROW EXECUTE FUNCTION shop.note();
        CREATE TRIGGER album_always AFTER INSERT OR TRUNCATE ON shop.album EXECUTE FUNCTION shop.note();
        CREATE TRIGGER album_off AFTER INSERT ON shop.album EXECUTE FUNCTION shop.note();
        ALTER TABLE shop.album ENABLE ALWAYS TRIGGER album_always; ALTER TABLE shop.album DISABLE TRIGGER album_off;
        CREATE RULE album_kept AS ON DELETE TO shop.album WHERE old.id = -1 DO INSTEAD NOTHING;
        ALTER TABLE shop.album ENABLE ROW LEVEL SECURITY; ALTER TABLE shop.album FORCE ROW LEVEL SECURITY;
        CREATE POLICY mine ON shop.album USING (id < 0);
        COMMENT ON CONSTRAINT album_title_check ON shop.album IS 'not empty'; GRANT USAGE ON SEQUENCE shop.album_id_seq TO PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO pg_read_all_settings;
        GRANT SELECT ON shop.album TO PUBLIC; GRANT UPDATE (title) ON shop.album TO pg_read_all_data;
        CREATE PUBLICATION albums_{name} FOR TABLE shop.album (id, title) WHERE (id > 0);
        REFRESH MATERIALIZED VIEW shop.titles_now;
        """;
}
