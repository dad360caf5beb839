using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Restoring;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>
/// Chunks of a table wait for its first one, and large ones for a place that there is once: two workers on one table could wait for each
/// other for ever.
/// </summary>
public sealed class RunsTests
{
    [Theory]
    [InlineData(8, 10, 2)]
    [InlineData(70, 4, 1)]
    [InlineData(8, 2, 1)]
    public void A_table_is_divided_only_where_its_chunks_are_small(int megabytes, int chunks, int runs)
    {
        ArchiveManifest manifest = new()
        {
            Id = new string('0', 32), Engine = "mysql", Database = "d", CreatedAt = DateTime.UnixEpoch, Tool = "test", Type = BackupType.Full, Properties = new Dictionary<string, string>(),
            References = [], Scripts = [], Objects = [new ArchiveObject { Kind = ArchiveObjects.Table, Schema = "d", Name = "t" }],
            Chunks =
            [
                .. Enumerable.Range(0, chunks).Select(i => new ArchiveChunk
                {
                    ObjectIndex = 0, Index = i, Member = $"{i}", Codec = "none", Offset = 0, Size = 1, RawSize = megabytes * 1024L * 1024L,
                }),
            ],
        };
        SchemaEntry table = new() { Kind = ItemKind.Table, Name = "t", Create = "CREATE TABLE `t` (`a` int)", Columns = [new DataColumn("a")] };
        DbConnectionInfo connection = new() { Engine = "mysql", Host = "h", UserName = "u", Database = "d" };
        RestoreScope scope = new()
        {
            Request = new RestoreRequest { Connection = connection, Parallelism = 2 },
            Server = SettingsResolver.Resolve(connection, new FakeSystem()),
            Contents = new RestoreContents(manifest, [table], ObjectSelection.Everything),
            State = new TargetState { Version = ServerVersion.Parse("9.7.0"), Engines = new HashSet<string>(), Collations = new HashSet<string>(), Leftovers = [], Databases = [] },
            Mode = RestoreMode.Create,
        };
        Assert.Equal(runs, DatabaseBuild.RunsOf(scope).Count);
        Assert.Equal(chunks, DatabaseBuild.RunsOf(scope).Sum(r => r.Count));
    }
}
