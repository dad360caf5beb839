using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Wire;

namespace BackupTools.Benchmarks.MySql;

/// <summary>The same rows over two connections, thrown away as they come: nothing can be faster.</summary>
internal static class Limit
{
    private static readonly string[] Halves =
    [
        "SELECT * FROM invoice WHERE id < (SELECT MAX(id) / 2 FROM invoice)|SELECT * FROM event WHERE id < x'8000000000000000000000000000000000'|SELECT * FROM attachment WHERE id < (SELECT MAX(id) / 2 FROM attachment)",
        "SELECT * FROM invoice WHERE id >= (SELECT MAX(id) / 2 FROM invoice)|SELECT * FROM event WHERE id >= x'8000000000000000000000000000000000'|SELECT * FROM attachment WHERE id >= (SELECT MAX(id) / 2 FROM attachment)",
    ];

    /// <summary>Reads them.</summary>
    public static async Task RunAsync(DbConnectionInfo connection)
    {
        ServerSettings settings = SettingsResolver.Resolve(connection);
        await Task.WhenAll(Halves.Select(h => Task.Run(async () =>
        {
            using WireSession session = await WireSession.OpenAsync(settings, waits: true, CancellationToken.None);
            foreach (string sql in h.Split('|'))
                await ReadAsync(session, sql);
        })));
    }

    private static async Task ReadAsync(WireSession session, string sql)
    {
        PacketReader packets = session.Packets;
        packets.Sequence = await PacketWriter.SendQueryAsync(session.Output, Encoding.UTF8.GetBytes(sql), CancellationToken.None);
        int columns = (await packets.ReadAsync(CancellationToken.None)).Span[0];
        for (int i = 0; i < columns + (session.EndsWithoutEof ? 0 : 1); i++)
            await packets.ReadAsync(CancellationToken.None);
        while (true)
        {
            while (packets.Buffered.Length < 5)
                await packets.FillAsync(CancellationToken.None);
            int size = PacketReader.LengthOf(packets.Buffered);
            bool isEnd = packets.Buffered[4] == 0xFE && size < 9;
            for (int left = size + PacketReader.HeaderLength; left > 0;)
            {
                if (packets.Buffered.Length == 0)
                    await packets.FillAsync(CancellationToken.None);
                int count = Math.Min(left, packets.Buffered.Length);
                packets.Take(count);
                left -= count;
            }

            if (isEnd)
                return;
        }
    }
}
