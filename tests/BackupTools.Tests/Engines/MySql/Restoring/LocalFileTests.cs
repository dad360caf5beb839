using System.Text;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Restoring.Loading;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Tests.Engines.MySql.Wire;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Engines.MySql.Restoring;

/// <summary>A server that is sent rows may ask for any file of this machine: it gets the rows and nothing else.</summary>
public sealed class LocalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(":SOURCE:")]
    [InlineData(":SOURCE:0123456789abcdef0123456789abcdef")]
    public async Task A_server_that_asks_for_another_file_gets_the_rows(string prefix)
    {
        string secret = Guid.NewGuid().ToString("n");
        await File.WriteAllTextAsync(_folder["secret"], secret, Token);
        MemoryStream heard = new();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using FakeMySqlServer server = FakeMySqlServer.Raw(async stream =>
        {
            await FakeMySqlServer.LogInAsync(stream);
            while (true)
            {
                byte[] packet = await FakeMySqlServer.ReadPacketAsync(stream);
                string said = Encoding.UTF8.GetString(packet);
                if (packet is [1, ..])
                    return;
                if (said.Contains("LOAD DATA", StringComparison.Ordinal))
                {
                    asked.TrySetResult();
                    string file = prefix.Length == 0 ? _folder["secret"] : prefix;
                    await stream.WriteAsync(FakeMySqlServer.Packet(1, [0xFB, .. Encoding.UTF8.GetBytes(file)]));
                    while (await FakeMySqlServer.ReadPacketAsync(stream) is { Length: > 0 } part)
                        heard.Write(part);
                    await stream.WriteAsync(FakeMySqlServer.Packet(4, [0, 1, 0, 2, 0, 0, 0]));
                    continue;
                }

                await stream.WriteAsync(FakeMySqlServer.Packet(1, FakeMySqlServer.Ok()));
            }
        });
        TargetState state = new()
        {
            Version = ServerVersion.Parse("9.7.0"), TakesLocalFiles = true, MaxPacket = 1 << 24, Engines = new HashSet<string>(), Collations = new HashSet<string>(), Leftovers = [], Databases = [],
        };
        SchemaEntry table = new() { Kind = ItemKind.Table, Name = "t", Create = "CREATE TABLE `t` (`a` int)", Columns = [new DataColumn("a")] };
        await using (RowLoader loader = await RowLoader.OpenAsync(server.Settings, TimeSpan.FromSeconds(1), "d", state, Token).WaitAsync(TimeSpan.FromSeconds(30), Token))
        {
            Assert.Null(await loader.LoadAsync(table, "1\n"u8.ToArray(), 1, Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
        }

        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal("1\n", Encoding.Latin1.GetString(heard.ToArray()));
    }

    public void Dispose() => _folder.Dispose();
}
