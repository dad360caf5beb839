using System.Text;
using BackupTools.Backups;
using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Exporting;
using BackupTools.Engines.PostgreSql.Wire;
using BackupTools.Jobs;
using BackupTools.Tests.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Engines.PostgreSql.Wire;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql;

/// <summary>
/// Databases without an encoding whose names are any bytes: they come back as they were. The judge is the server's own pg_dump,
/// byte for byte.
/// </summary>
public sealed class SqlAsciiNamesTests
{
    private const string NoEncoding = "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'";

    /// <summary>Every character is one byte: é, è, ÿ and ä are no UTF-8, and MARK are the bytes of the character that stands for é.</summary>
    private static readonly byte[] Script = Latin1(
        """
        SET client_encoding = 'SQL_ASCII';
        CREATE SCHEMA "sé";
        CREATE TYPE "tyé" AS ENUM ('lé', 'plain', 'lè');
        CREATE DOMAIN "doé" AS text DEFAULT 'é' CONSTRAINT "kdé" CHECK (VALUE <> 'xé');
        CREATE TABLE "né" ("cÿ" int DEFAULT 1 CHECK ("cÿ" > 0), t text DEFAULT 'dä\' CONSTRAINT "ké" CHECK (t <> 'xé'''), m "tyé" DEFAULT 'lè', d "doé");
        CREATE TABLE "nè" ("id""é" serial PRIMARY KEY, "kÃ¤se é" text);
        CREATE TABLE "sé"."né" (o int REFERENCES "nè", "tabé	x" text);
        CREATE TABLE "MARK" (n int);
        CREATE TABLE "grÃ¶SHARPe" (n int);
        CREATE TABLE "pé" ("cé" text) PARTITION BY LIST ("cé");
        CREATE TABLE "pé1" PARTITION OF "pé" FOR VALUES IN ('wé', 'wÿ');
        INSERT INTO "né" VALUES (1, 'é', 'lé', 'ÿ'), (2, DEFAULT, 'plain', NULL);
        INSERT INTO "nè" ("kÃ¤se é") SELECT 'row é ' || i FROM generate_series(1, 5000) AS i;
        INSERT INTO "sé"."né" VALUES (7, 'ÿ	é\\');
        INSERT INTO "MARK" VALUES (1), (2);
        INSERT INTO "grÃ¶SHARPe" VALUES (3);
        INSERT INTO "pé" VALUES ('wé'), ('wÿ');
        CREATE FUNCTION "fé"("aé" int DEFAULT 1) RETURNS text LANGUAGE sql AS 'select ''é''::text';
        CREATE FUNCTION "fé"("aé" "tyé") RETURNS SETOF "né" LANGUAGE plpgsql AS $é$ BEGIN /* é \ */ RETURN QUERY SELECT * FROM public."né"; END $é$;
        CREATE FUNCTION "bé"() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT 'é'::text AS "zé" FROM "né"; END;
        CREATE VIEW "vé" AS SELECT "cÿ" AS "xé", 'é'::text AS "yé" FROM "né" WHERE t <> 'é';
        CREATE MATERIALIZED VIEW "mé" AS SELECT * FROM "vé";
        CREATE INDEX "ié" ON "né" (lower(t)) WHERE t <> 'é';
        CREATE SEQUENCE "sqé" START 7;
        CREATE FUNCTION trig() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER "tré" BEFORE INSERT ON "né" FOR EACH ROW WHEN (NEW.t <> 'é') EXECUTE FUNCTION trig('é', 'argé');
        CREATE RULE "rué" AS ON DELETE TO "grÃ¶SHARPe" DO INSTEAD NOTHING;
        ALTER TABLE "né" ENABLE ROW LEVEL SECURITY;
        CREATE POLICY "poé" ON "né" USING (t <> 'é');
        CREATE STATISTICS "sté" ON "cÿ", t FROM "né";
        COMMENT ON TABLE "né" IS 'comment é MARK';
        COMMENT ON COLUMN "né"."cÿ" IS 'é';
        COMMENT ON FUNCTION "fé"(int) IS 'é';
        GRANT SELECT ("cÿ") ON "né" TO PUBLIC;
        GRANT EXECUTE ON FUNCTION "fé"("tyé") TO PUBLIC;
        ALTER TABLE "nè" ALTER "kÃ¤se é" SET STATISTICS 7;
        SELECT format('COMMENT ON DATABASE %I IS ''é \''', current_database()) \gexec
        SELECT format('ALTER DATABASE %I SET search_path TO public, "sé"', current_database()) \gexec
        """.Replace("MARK", "ô\u008f\u009f©", StringComparison.Ordinal).Replace("SHARP", "Ã\u009f", StringComparison.Ordinal));

    private readonly MemoryStorage _storage = new();

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Every_byte_of_names_and_definitions_comes_back(int version)
    {
        PostgresServer server = await GetServerAsync(version);
        string database = await CreateAsync(server);
        BackupInfo backup = (await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = server.Connection(database), Storages = [_storage] }, Token)).Backups[0];
        string restored = NewName();
        RestoreJobOptions options = new() { Archive = new(_storage, backup.Name), Target = server.Connection(restored), Verify = true };
        Assert.True((await RestoreJob.RunAsync(BuiltIn.Components, options, Token)).Verified);
        await AssertSameAsync(server, database, server, restored);

        // Once more over what is there, and beside it for the proof.
        await RestoreJob.RunAsync(BuiltIn.Components, options with { IfExists = IfExists.Replace }, Token);
        await AssertSameAsync(server, database, server, restored);
        VerifyResult result = await VerifyJob.RunAsync(
            BuiltIn.Components,
            new VerifyJobOptions { Archive = new(_storage, backup.Name), Level = VerifyLevel.Restore, Connection = server.Connection("postgres") },
            Token);
        Assert.True(result.Passed, string.Join('\n', result.Findings));
    }

    [Fact]
    public async Task A_table_is_chosen_replaced_and_appended_to_by_its_listed_name()
    {
        PostgresServer server = await GetServerAsync(15);
        string database = await CreateAsync(server);
        byte[] before = await DumpAsync(server, database);
        IReadOnlyList<TableInfo> tables = await new PostgreSqlEngine().GetTablesAsync(server.Connection(database), true, Token);
        Assert.Contains("größe", tables.Select(t => t.Name));
        string odd = Assert.Single(tables, t => t.Rows == 5000).Name;
        Assert.Equal("n\U0010F7E8", odd);
        Assert.Contains("\U0010F7F4\U0010F78F\U0010F79F\U0010F7A9", tables.Select(t => t.Name));

        ObjectSelection selection = new() { Tables = [$"public.{odd}"] };
        FakeArchive archive = await BackUpAsync(server, database, selection);
        await server.LoadAsync(database, Latin1("SET client_encoding = 'SQL_ASCII'; DELETE FROM \"sé\".\"né\"; DELETE FROM \"nè\"; INSERT INTO \"nè\" VALUES (7, 'other')"));
        await RestoreAsync(Request(server, database) with { IfExists = IfExists.Replace, Selection = selection }, archive);
        await server.LoadAsync(database, Latin1("SET client_encoding = 'SQL_ASCII'; INSERT INTO \"sé\".\"né\" VALUES (7, 'ÿ\té\\\\')"));
        Assert.Equal(Encoding.Latin1.GetString(before), Encoding.Latin1.GetString(await DumpAsync(server, database)));

        await server.LoadAsync(database, Latin1("SET client_encoding = 'SQL_ASCII'; DELETE FROM \"sé\".\"né\"; DELETE FROM \"nè\""));
        await RestoreAsync(Request(server, database) with { IfExists = IfExists.Append, Selection = selection }, archive);
        Assert.Equal(
            "5000", Encoding.UTF8.GetString(await server.LoadAsync(database, Latin1("SET client_encoding = 'SQL_ASCII'; SELECT count(*) FROM \"nè\""))).Trim());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_export_is_loaded_with_the_same_bytes(bool inFiles)
    {
        PostgresServer server = await GetServerAsync(18);
        string database = await CreateAsync(server);
        FakeArchive archive = await BackUpAsync(server, database);
        using MemoryStream script = new();
        FileCollector files = new();
        if (inFiles)
            await SqlExport.RunFilesAsync(archive, new ExportRequest(), files, null, Token);
        else
            await SqlExport.RunAsync(archive, new ExportRequest(), script, null, Token);
        string loaded = await server.CreateDatabaseAsync("loaded", NoEncoding);
        await server.LoadAsync(loaded, inFiles ? files.Load() : script.ToArray());
        await AssertSameAsync(server, database, server, loaded);
    }

    [Theory]
    [InlineData("UTF8")]
    [InlineData("LATIN1")]
    public async Task A_database_with_an_encoding_is_refused_before_anything_starts(string encoding)
    {
        PostgresServer server = await GetServerAsync(15);
        FakeArchive archive = await BackUpAsync(server, await CreateAsync(server));
        string target = await server.CreateDatabaseAsync("with", $"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");
        BackupException error = await FailsAsync(
            ErrorCode.CapabilityMissing, () => RestoreOpening(Request(server, target), archive));
        Assert.Contains("not UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Contains(encoding, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_keeps_its_bytes_where_it_is_there_and_is_asked_for_where_not()
    {
        PostgresServer original = await PostgresServer.StartPrivateAsync(15);
        PostgresServer target = await PostgresServer.StartPrivateAsync(15);
        await using (original)
        await using (target)
        {
            byte[] role = Latin1("SET client_encoding = 'SQL_ASCII'; CREATE ROLE \"ré\\\"");
            string database = await original.CreateDatabaseAsync("owned", NoEncoding);
            await original.LoadAsync(database, (byte[])[.. role, .. Latin1("; CREATE TABLE t (n int); ALTER TABLE t OWNER TO \"ré\\\"; CREATE TABLE u (n int); GRANT SELECT ON u TO \"ré\\\"; "
                + "SELECT lo_create(4711); ALTER LARGE OBJECT 4711 OWNER TO \"ré\\\"; ALTER DEFAULT PRIVILEGES FOR ROLE \"ré\\\" GRANT SELECT ON TABLES TO PUBLIC; "
                + $"ALTER ROLE \"ré\\\" IN DATABASE {database} SET work_mem TO '8MB'; GRANT CREATE ON DATABASE {database} TO \"ré\\\"")]);
            FakeArchive archive = await BackUpAsync(original, database);
            string restored = NewName();
            RestoreRequest request = Request(target, restored) with { MissingRoles = MissingRoles.Create };
            await FailsAsync(ErrorCode.RoleMissing, () => RestoreAsync(request, archive));
            Assert.Equal("", await DatabasesAsync(target, "restor"));

            await target.LoadAsync(await target.CreateDatabaseAsync("roles", NoEncoding), role);
            await RestoreAsync(request, archive);
            await AssertSameAsync(original, database, target, restored);
        }
    }

    [Theory]
    [InlineData("EUC_JP")]
    [InlineData("WIN1252")]
    [InlineData("LATIN1")]
    [InlineData("UTF8")]
    public async Task Names_of_roles_that_are_no_text_in_the_database_do_not_disturb(string encoding)
    {
        PostgresServer server = await PostgresServer.StartPrivateAsync(18);
        await using (server)
        {
            // In UTF-8, the second byte of the last letter has no meaning in WIN1252, and EUC_JP knows none of them.
            await server.PsqlAsync("postgres", "CREATE ROLE \"größe Á\"");
            string options = $"TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'";
            await server.LoadAsync(await server.CreateDatabaseAsync("odd", NoEncoding), Latin1("SET client_encoding = 'SQL_ASCII'; CREATE ROLE \"oddé\""));
            string database = await server.CreateDatabaseAsync("source", options);
            string own = encoding == "EUC_JP" ? "役" : "Ä";
            await server.PsqlAsync(database, $"CREATE ROLE \"{own}\"; CREATE TABLE t (n int); INSERT INTO t VALUES (1); ALTER TABLE t OWNER TO \"{own}\"; GRANT SELECT ON t TO PUBLIC");
            FakeArchive archive = await BackUpAsync(server, database);
            string target = await server.CreateDatabaseAsync("target", options);
            await RestoreAsync(Request(server, target), archive);
            Assert.Equal(own, await server.PsqlAsync(target, "SELECT tableowner FROM pg_tables WHERE tablename = 't'"));
            await RestoreAsync(Request(server, target) with { IfExists = IfExists.Replace }, archive);
            await RestoreAsync(Request(server, target) with { IfExists = IfExists.Append, Selection = new() { Tables = ["t"] } }, archive);
            Assert.Equal($"{own}|2", await server.PsqlAsync(target, "SELECT (SELECT tableowner FROM pg_tables WHERE tablename = 't'), count(*) FROM t"));
        }
    }

    [Theory]
    [InlineData("wire")]
    [InlineData("npgsql")]
    public async Task Both_clients_write_names_of_bytes(string client)
    {
        PostgresServer server = await GetServerAsync(15);
        string database = await server.CreateDatabaseAsync("clients", NoEncoding);
        await using IBulkConnection connection = await Bulk.OpenAsync(client, Bulk.Settings(server, database));
        await connection.ExecuteAsync("CREATE TABLE public.\"kä\U0010F7E9\" AS SELECT 1 AS n", Token);
        await connection.CopyInAsync("COPY public.\"kä\U0010F7E9\" FROM STDIN", "2\n"u8.ToArray(), Token);
        await connection.SendCopyOutAsync("COPY public.\"kä\U0010F7E9\" TO STDOUT", Token);
        Assert.Equal("1\n2\n", await connection.ReadTextAsync());
        Assert.Equal("6bc3a4e9", await server.PsqlAsync(database, "SELECT encode(relname::text::bytea, 'hex') FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    /// <summary>Makes a database with such names and returns its own.</summary>
    internal static async Task<string> CreateAsync(PostgresServer server)
    {
        string database = await server.CreateDatabaseAsync("odd_names", NoEncoding);
        await server.LoadAsync(database, Script);
        return database;
    }

    /// <summary>Holds that pg_dump says the same of both, byte for byte.</summary>
    internal static async Task AssertSameAsync(PostgresServer original, string database, PostgresServer target, string restored) => Assert.Equal(
        Encoding.Latin1.GetString(await DumpAsync(original, database)), Encoding.Latin1.GetString(await DumpAsync(target, restored)));

    private static byte[] Latin1(string script) => Encoding.Latin1.GetBytes(script);

    private static Task<PostgresServer> GetServerAsync(int version) => PostgresServer.GetAsync(version, "plain roles");

    private static async Task RestoreOpening(RestoreRequest request, IArchiveContents archive)
    {
        IRestoreTarget target = await BackupTools.Engines.PostgreSql.Restoring.RestoreOpening.OpenAsync(request, archive, Token);
        await target.DisposeAsync();
    }

    /// <summary>The dump without the key and the name that are others each time.</summary>
    private static async Task<byte[]> DumpAsync(PostgresServer server, string database)
    {
        string dump = Encoding.Latin1.GetString(await server.DumpFromAsync(server, database, "--create")).Replace(database, "it", StringComparison.Ordinal);
        return Latin1(string.Join('\n', dump.Split('\n').Where(line =>
            !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal))));
    }
}
