using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>Owners, comments, privileges and settings, against a server; pg_dump is the judge.</summary>
public sealed class AttachmentTests
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Restored_scripts_give_the_same_dump(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await AttachmentFixture.CreateAsync(server);
        IReadOnlyList<SchemaEntry> entries = await ScriptRestore.ReadAsync(server, source);
        string restored = await ScriptRestore.RestoreAsync(server, entries);
        Assert.Equal(await ScriptRestore.DumpAsync(server, source), await ScriptRestore.DumpAsync(server, restored));
        Assert.Equal(
            SchemaScripts.Write(entries).Select(s => s.Text.Replace(source, restored, StringComparison.Ordinal)),
            SchemaScripts.Write(await ScriptRestore.ReadAsync(server, restored)).Select(s => s.Text));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Missing_roles_are_made_with_what_they_had(int version)
    {
        const string Roles =
            """
            SELECT rolname, rolsuper, rolinherit, rolcanlogin, rolconnlimit, rolvaliduntil, rolpassword, setconfig, shobj_description(a.oid, 'pg_authid'),
                   (SELECT array_agg(m.roleid::regrole || ' ' || m.admin_option) FROM pg_auth_members m WHERE m.member = a.oid)
            FROM pg_authid a LEFT JOIN pg_db_role_setting s ON s.setrole = a.oid AND s.setdatabase = 0
            WHERE rolname LIKE 'att%' ORDER BY rolname
            """;
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await AttachmentFixture.CreateAsync(server);
        IReadOnlyList<SchemaEntry> entries = await ScriptRestore.ReadAsync(server, source, includePasswordHashes: true);
        await using PostgresServer target = await PostgresServer.StartPrivateAsync(version);
        await ScriptRestore.RestoreAsync(target, entries);
        string expected = await server.PsqlAsync("postgres", Roles);
        Assert.Contains("SCRAM-SHA-256", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await target.PsqlAsync("postgres", Roles));
        Assert.DoesNotContain(
            await ScriptRestore.ReadAsync(server, source), e => e.Create.Contains("SCRAM-SHA-256", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_object_with_a_number_that_the_system_gives_to_its_own_objects_keeps_its_comment_and_grants()
    {
        const string Found = "SELECT obj_description(oid, 'pg_largeobject'), lomacl IS NOT NULL FROM pg_largeobject_metadata";
        PostgresServer server = await PostgresServer.GetAsync(15);
        string source = await server.CreateDatabaseAsync("attached", "TEMPLATE template0");
        await server.PsqlAsync(source, "SELECT lo_create(42); COMMENT ON LARGE OBJECT 42 IS 'the answer'; GRANT SELECT ON LARGE OBJECT 42 TO PUBLIC");
        string restored = await ScriptRestore.RestoreAsync(server, await ScriptRestore.ReadAsync(server, source));
        Assert.Equal("the answer|t", await server.PsqlAsync(restored, Found));
    }
}
