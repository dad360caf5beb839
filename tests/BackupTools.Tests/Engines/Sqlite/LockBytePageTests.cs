
namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Beyond 1 GiB one page belongs to the locks.</summary>
public sealed class LockBytePageTests : SqliteTest
{
    [Fact]
    public async Task The_page_of_the_lock_bytes_is_zero_and_the_copy_whole()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("BACKUPTOOLS_TEST_LARGE") == "1", "Needs 3 GB; set BACKUPTOOLS_TEST_LARGE=1.");
        SqliteCli.Run(Original, "PRAGMA page_size=65536; PRAGMA journal_mode=OFF; CREATE TABLE t(x); INSERT INTO t VALUES(zeroblob(900000000)),(zeroblob(200000000)); CREATE TABLE u(y); INSERT INTO u VALUES('behind');");
        using (FileStream file = File.OpenWrite(Original))
        {
            file.Position = 0x4000_0000;
            file.Write("not part of the data"u8);
        }

        var request = new BackupRequest { Connection = Connect(Original) };
        await using (IBackupSource source = await Engine.OpenBackupAsync(request, Token))
        await using (FileStream copy = File.Create(Restored))
        {
            var buffer = new ChunkBuffer();
            while (await source.Parts[0].ReadNextAsync(buffer, Token) is not null)
            {
                await copy.WriteAsync(buffer.WrittenMemory, Token);
                buffer.Clear();
            }

            await source.CompleteAsync(Token);
            copy.Position = 0x4000_0000;
            Assert.Equal(0, copy.ReadByte());
            Assert.Equal(new FileInfo(Original).Length, copy.Length);
        }

        Assert.Equal("ok\nbehind\n1100000000\n", SqliteCli.Run(Restored, "PRAGMA integrity_check; SELECT y FROM u; SELECT sum(length(x)) FROM t;"));
    }
}
