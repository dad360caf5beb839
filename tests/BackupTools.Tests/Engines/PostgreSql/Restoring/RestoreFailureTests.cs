using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

public sealed class RestoreFailureTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_key_that_the_rows_violate_is_named_with_its_statement_and_nothing_is_left(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string name = NewName();
        BackupException error = await FailsAsync(
            ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name), HandMadeArchive.Shop(duplicateKey: true)));
        Assert.Contains("constraint 'shop.orders_pkey'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Key (id)=(1) is duplicated", error.Message, StringComparison.Ordinal);
        Assert.Contains("SQLSTATE 23505", error.Message, StringComparison.Ordinal);
        Assert.Contains("ADD CONSTRAINT \"orders_pkey\" PRIMARY KEY", error.Message, StringComparison.Ordinal);
        Assert.Contains($"The database '{name}' was not created.", error.Message, StringComparison.Ordinal);
        Assert.Equal(("", ""), (await DatabasesAsync(server, name), await SessionsAsync(server, name)));
    }

    [Fact]
    public async Task The_failing_one_of_many_statements_is_the_one_that_is_named()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("broken", "\"x\" no_such_type", ["x"], [0]);
        string name = await server.CreateDatabaseAsync("partly");
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("The table 'shop.broken' could not be restored: type \"no_such_type\" does not exist", error.Message, StringComparison.Ordinal);
        Assert.Contains("keeps what was restored so far", error.Message, StringComparison.Ordinal);
        Assert.Equal("t", await server.PsqlAsync(name, "SELECT to_regclass('shop.orders') IS NOT NULL"));
    }

    [Fact]
    public async Task A_library_that_the_server_does_not_have_is_missing_there_and_no_failure_of_the_backup()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.Function, "f()", "CREATE FUNCTION \"shop\".\"f\"() RETURNS integer\n LANGUAGE c\nAS '$libdir/no_such_library', 'f';\n", dependsOn: [0]);
        BackupException error = await FailsAsync(ErrorCode.ExtensionMissing, () => RestoreAsync(Request(server, NewName()), archive));
        Assert.Contains("no_such_library", error.Message, StringComparison.Ordinal);
        Assert.Contains("Install the library", error.Remedy, StringComparison.Ordinal);
    }

    /// <summary>As an operator behind its operand, which servers from version 14 on no longer know.</summary>
    [Fact]
    public async Task What_the_server_does_not_know_can_be_left_out_as_the_error_says()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("broken", "\"x\" no_such_type", ["x"], [0]);
        archive.Add(ItemKind.Operator, "!!(bigint, NONE)", "CREATE OPERATOR \"shop\".!! (FUNCTION = pg_catalog.int8um, LEFTARG = bigint);\n", dependsOn: [0]);
        RestoreRequest request = Request(server, NewName());
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(request, archive));
        Assert.EndsWith("say -ExcludeTable 'shop.broken'.", error.Remedy, StringComparison.Ordinal);
        request = request with { Selection = new ObjectSelection { ExcludedTables = ["shop.broken"] } };
        error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(request, archive));
        Assert.EndsWith("say -Exclude Operators.", error.Remedy, StringComparison.Ordinal);
        request = request with { Selection = request.Selection with { Excluded = new HashSet<DatabaseFeature> { DatabaseFeature.Operators } } };
        RestoreOutcome outcome = await RestoreAsync(request, archive);
        Assert.Equal(2, outcome.Tables.Count);
    }

    [Fact]
    public async Task A_row_that_the_server_does_not_take_is_named_with_its_chunk_and_line()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.AddTable("numbers", "\"x\" integer", ["x"], [0]);
        archive.AddRows("numbers", ["1"], ["2", "three"]);
        string name = NewName();
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("'shop.numbers' could not be loaded (chunk 1,", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 2, column x: \"three\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task Content_that_differs_from_the_manifest_is_not_published()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive honest = HandMadeArchive.Shop();
        LyingArchive archive = new(honest);
        string name = NewName();
        await FailsAsync(ErrorCode.RestoredContentDiffers, () => RestoreAsync(Request(server, name) with { Verify = true }, archive));
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task A_missing_extension_is_named_before_anything_starts()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(ItemKind.Extension, "no_such_extension", "CREATE EXTENSION \"no_such_extension\";\n", schema: null);
        BackupException error = await FailsAsync(
            ErrorCode.ExtensionMissing, () => RestoreOpening.OpenAsync(Request(server, NewName()), archive, Token));
        Assert.Contains("no_such_extension", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_tablespace_is_named_before_anything_starts()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Add(
            ItemKind.Table, "elsewhere", "SET default_tablespace = 'no such place';\nCREATE TABLE \"shop\".\"elsewhere\" ();\nSET default_tablespace = '';\n", dependsOn: [0]);
        BackupException error = await FailsAsync(
            ErrorCode.ExtensionMissing, () => RestoreOpening.OpenAsync(Request(server, NewName()), archive, Token));
        Assert.Contains("no such place", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_server_is_refused()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.EngineVersion = "18.0";
        await FailsAsync(ErrorCode.CapabilityMissing, () => RestoreOpening.OpenAsync(Request(server, NewName()), archive, Token));
    }

    [Fact]
    public async Task A_locale_that_the_server_does_not_have_is_named()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        archive.Properties["collate"] = "xx_XX.nothing";
        string name = NewName();
        BackupException error = await FailsAsync(ErrorCode.CapabilityMissing, () => RestoreAsync(Request(server, name), archive));
        Assert.Contains("xx_XX.nothing", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Fact]
    public async Task A_target_that_reads_only_is_refused_before_anything_starts()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = await server.CreateDatabaseAsync("reading");
        await server.PsqlAsync("postgres", $"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await FailsAsync(ErrorCode.TargetNotWritable, () => RestoreOpening.OpenAsync(Request(server, name), HandMadeArchive.Shop(), Token));
    }

    [Fact]
    public async Task A_role_that_may_not_create_databases_is_told_so()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string role = NewName("clerk");
        await server.PsqlAsync("postgres", $"CREATE ROLE {role} LOGIN");
        RestoreRequest request = new() { Connection = server.Connection(NewName(), role), Parallelism = 2 };
        BackupException error = await FailsAsync(
            ErrorCode.TargetNotWritable, () => RestoreOpening.OpenAsync(request, HandMadeArchive.Shop(), Token));
        Assert.Contains(role, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_role_restores_what_it_may()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string role = NewName("maker");
        string name = NewName();
        await server.PsqlAsync("postgres", $"CREATE ROLE {role} LOGIN CREATEDB");
        await RestoreAsync(new RestoreRequest { Connection = server.Connection(name, role), Parallelism = 2 }, HandMadeArchive.Shop());
        Assert.Equal(role, await server.PsqlAsync(name, "SELECT tableowner FROM pg_tables WHERE tablename = 'orders'"));
    }

    [Fact]
    public async Task A_loader_that_is_terminated_ends_the_restore_and_leaves_nothing()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        string name = NewName();
        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name), archive, Token))
        {
            await target.PrepareAsync(Token);
            ChunkBuffer raw = new();
            await archive.ReadChunkAsync(target.Chunks[0], raw, Token);
            await target.WriteChunkAsync(target.Chunks[0], raw.WrittenMemory, Token);
            await server.PsqlAsync("postgres", $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname LIKE '{name}%'");
            BackupException error = await FailsAsync(ErrorCode.ConnectionLost, () => DeliverAsync(target, archive));
            Assert.Contains("was not created", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(("", ""), (await DatabasesAsync(server, name), await SessionsAsync(server, name)));
    }

    [Fact]
    public async Task A_long_index_build_stops_when_it_is_cancelled_and_leaves_nothing()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        HandMadeArchive archive = HandMadeArchive.Shop();
        int function = archive.Add(
            ItemKind.Function, "slow(integer)",
            "CREATE FUNCTION \"shop\".\"slow\"(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM pg_catalog.pg_sleep(60); RETURN $1; END $$;\n", dependsOn: [0]);
        archive.Add(ItemKind.Index, "slowly", "CREATE INDEX \"slowly\" ON \"shop\".\"orders\" (\"shop\".\"slow\"(\"id\"));\n", Section.PostData, 2, [2, function]);
        string name = NewName();
        await using (IRestoreTarget target = await RestoreOpening.OpenAsync(Request(server, name), archive, Token))
        {
            await target.PrepareAsync(Token);
            await DeliverAsync(target, archive);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task completing = target.CompleteAsync(stop.Token);
            await server.UntilAsync(
                $"SELECT count(*) > 0 FROM pg_stat_activity WHERE datname LIKE '{name}%' AND query LIKE '%slowly%' AND state = 'active'", completing);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);
        }

        Assert.Equal(("", ""), (await DatabasesAsync(server, name), await SessionsAsync(server, name)));
    }

    [Fact]
    public async Task What_a_killed_restore_has_left_is_dropped_by_the_next_one_and_nothing_else()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15); // Others would be told of what stays.
        string name = NewName();
        string other = $"{name}_restoring_0000000a", young = $"{name}_restoring_0000000b", old = $"{name}_restoring_0000000c";
        await server.PsqlAsync("postgres", $"CREATE DATABASE {old}");
        await server.PsqlAsync("postgres", $"COMMENT ON DATABASE {old} IS 'BackupTools restore in progress: host, process 1, begun 2020-01-01 00:00:00Z'");
        await server.PsqlAsync("postgres", $"CREATE DATABASE {young}");
        await server.PsqlAsync("postgres", $"COMMENT ON DATABASE {young} IS 'BackupTools restore in progress: host, process 1, begun {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss}Z'");
        await server.PsqlAsync("postgres", $"CREATE DATABASE {other}");
        await RestoreAsync(Request(server, name), HandMadeArchive.Shop());
        Assert.Equal($"{name}\n{other}\n{young}", await DatabasesAsync(server, name));
    }

    /// <summary>An archive whose manifest has another checksum for one table.</summary>
    private sealed class LyingArchive(HandMadeArchive inner) : IArchiveContents
    {
        public ArchiveManifest Manifest { get; } = inner.Manifest with
        {
            Objects = [.. inner.Manifest.Objects.Select(o => o.Name == "orders" ? o with { Checksum = "0123456789abcdef" } : o)],
        };

        public Task<string> ReadScriptAsync(ArchiveScript script, CancellationToken cancellationToken) => inner.ReadScriptAsync(script, cancellationToken);

        public Task ReadChunkAsync(ArchiveChunk chunk, ChunkBuffer output, CancellationToken cancellationToken) =>
            inner.ReadChunkAsync(chunk, output, cancellationToken);
    }
}
