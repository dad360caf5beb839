using BackupTools.Abstractions;

namespace BackupTools.Storages.Sftp.Wire;

/// <summary>What is done with files on an SFTP server, a method for each request.</summary>
/// <param name="wire">The connection.</param>
internal sealed class RemoteFiles(SftpWire wire)
{
    private const string HardLinkExtension = "hardlink@openssh.com";
    private const string SyncExtension = "fsync@openssh.com";
    private const string SpaceExtension = "statvfs@openssh.com";
    private const string LimitsExtension = "limits@openssh.com";

    /// <summary>What every server must take; larger blocks only where it says that it takes them.</summary>
    private const int SureBlockBytes = 32 * 1024;

    /// <summary>Larger ones gain nothing, and an answer of that size would not be collected soon.</summary>
    private const int MostBlockBytes = 64 * 1024;

    private const int MostEntries = 1_000_000;

    /// <summary>A disk may take its time to have everything.</summary>
    private static readonly TimeSpan DiskTime = TimeSpan.FromMinutes(15);

    public bool CanHardLink => Has(HardLinkExtension, "1");

    public bool CanSync => Has(SyncExtension, "1");

    public int WriteBytes { get; private set; } = SureBlockBytes;

    public int ReadBytes { get; private set; } = SureBlockBytes;

    public SftpWire Wire => wire;

    /// <summary>Agrees on how to speak.</summary>
    public async Task GreetAsync(CancellationToken cancellationToken)
    {
        await wire.GreetAsync(cancellationToken);
        if (!Has(LimitsExtension, "1"))
            return;
        Reply reply = await wire.AskAsync(Extended(LimitsExtension), cancellationToken);
        PacketReader reader = reply.Expect(PacketType.ExtendedReply);
        reader.Long();
        ReadBytes = Block(reader.Long());
        WriteBytes = Block(reader.Long());
    }

    public async Task<byte[]> OpenReadAsync(string path, CancellationToken cancellationToken)
    {
        const uint Read = 1;
        return await OpenAsync(wire.Request(PacketType.Open).Text(path).Int(Read).Int(0), cancellationToken);
    }

    /// <summary>Creates a file that is its owner's alone, and must not exist.</summary>
    public async Task<byte[]> CreateNewAsync(string path, CancellationToken cancellationToken)
    {
        const uint WriteCreateExclusive = 2 | 8 | 0x20;
        const uint HasMode = 4;
        return await OpenAsync(
            wire.Request(PacketType.Open).Text(path).Int(WriteCreateExclusive).Int(HasMode).Int(Convert.ToUInt32("600", 8)), cancellationToken);
    }

    public Task CloseAsync(byte[] handle, CancellationToken cancellationToken) =>
        DoAsync(wire.Request(PacketType.Close).Bytes(handle), cancellationToken, DiskTime);

    public Task<Task<Reply>> BeginReadAsync(byte[] handle, long offset, int count, CancellationToken cancellationToken) =>
        wire.BeginAsync(wire.Request(PacketType.Read).Bytes(handle).Long((ulong)offset).Int((uint)count), cancellationToken);

    public Task<Task<Reply>> BeginWriteAsync(byte[] handle, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        wire.BeginAsync(
            wire.Request(PacketType.Write, bytes.Length + 512).Bytes(handle).Long((ulong)offset).Bytes(bytes.Span), cancellationToken);

    public async Task<RemoteEntry> StatAsync(byte[] handle, CancellationToken cancellationToken) =>
        ReadEntry(await wire.AskAsync(wire.Request(PacketType.HandleStat).Bytes(handle), cancellationToken));

    /// <summary>What a path leads to; null where nothing is there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isFollowed">False for a link itself, and not for where it leads.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    public async Task<RemoteEntry?> FindAsync(string path, bool isFollowed, CancellationToken cancellationToken)
    {
        try
        {
            return ReadEntry(await wire.AskAsync(
                wire.Request(isFollowed ? PacketType.Stat : PacketType.LinkStat).Text(path), cancellationToken));
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.NoSuchFile)
        {
            return null;
        }
    }

    public Task MakeFolderAsync(string path, CancellationToken cancellationToken)
    {
        const uint HasMode = 4;
        return DoAsync(wire.Request(PacketType.MakeFolder).Text(path).Int(HasMode).Int(Convert.ToUInt32("700", 8)), cancellationToken);
    }

    public Task RemoveAsync(string path, CancellationToken cancellationToken) =>
        DoAsync(wire.Request(PacketType.Remove).Text(path), cancellationToken, DiskTime);

    public Task RenameAsync(string from, string to, CancellationToken cancellationToken) =>
        DoAsync(wire.Request(PacketType.Rename).Text(from).Text(to), cancellationToken);

    /// <summary>Gives a file a second name, which must be free.</summary>
    public Task HardLinkAsync(string from, string to, CancellationToken cancellationToken) =>
        DoAsync(Extended(HardLinkExtension).Text(from).Text(to), cancellationToken);

    /// <summary>Waits until the server's disk has what was written.</summary>
    public Task SyncAsync(byte[] handle, CancellationToken cancellationToken) =>
        DoAsync(Extended(SyncExtension).Bytes(handle), cancellationToken, DiskTime);

    /// <summary>The bytes that this user can still write where a path is; null where the server does not say.</summary>
    public async Task<long?> GetFreeSpaceAsync(string path, CancellationToken cancellationToken)
    {
        if (!Has(SpaceExtension, "2"))
            return null;
        try
        {
            return Space(await wire.AskAsync(Extended(SpaceExtension).Text(path), cancellationToken));
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.Unsupported)
        {
            return null; // There are servers that name what they have not.
        }

        static long Space(Reply reply)
        {
            PacketReader reader = reply.Expect(PacketType.ExtendedReply);
            reader.Long();
            ulong blockBytes = reader.Long();
            reader.Long();
            reader.Long();
            UInt128 free = (UInt128)blockBytes * reader.Long();
            return free > long.MaxValue ? long.MaxValue : (long)free;
        }
    }

    /// <summary>The entries of a folder, with names that are text.</summary>
    public async Task<List<(string Name, RemoteEntry Entry)>> ListAsync(string path, CancellationToken cancellationToken)
    {
        byte[] handle = await OpenAsync(wire.Request(PacketType.OpenFolder).Text(path), cancellationToken);
        List<(string, RemoteEntry)> result = [];
        try
        {
            while (Add(await wire.AskAsync(wire.Request(PacketType.ReadFolder).Bytes(handle), cancellationToken), result))
            {
                if (result.Count > MostEntries)
                    throw new SftpProtocolException($"the folder has more than {MostEntries:N0} entries");
            }
        }
        finally
        {
            if (wire.End is null)
                await CloseAsync(handle, CancellationToken.None);
        }

        return result;
    }

    private static bool Add(Reply reply, List<(string Name, RemoteEntry Entry)> entries)
    {
        try
        {
            PacketReader reader = reply.Expect(PacketType.Names);
            uint count = reader.Int();
            for (uint i = 0; i < count; i++)
            {
                string? name = reader.Name();
                reader.Bytes();
                RemoteEntry entry = RemoteEntry.Read(ref reader);
                if (name is not null)
                    entries.Add((name, entry));
            }

            return count > 0;
        }
        catch (SftpStatusException e) when (e.Status == SftpStatus.EndOfFile)
        {
            return false;
        }
    }

    private async Task<byte[]> OpenAsync(PacketWriter request, CancellationToken cancellationToken)
    {
        Task<Reply> answer = await wire.BeginAsync(request, cancellationToken);
        try
        {
            return Handle(await wire.WithinTimeAsync(answer, DiskTime, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            _ = answer.ContinueWith(a => CloseAsync(Handle(a.Result), CancellationToken.None), TaskContinuationOptions.OnlyOnRanToCompletion);
            throw;
        }
    }

    private async Task DoAsync(PacketWriter request, CancellationToken cancellationToken, TimeSpan? within = null) =>
        (await wire.AskAsync(request, cancellationToken, within)).Expect(PacketType.Status);

    private PacketWriter Extended(string name) => wire.Request(PacketType.Extended).Text(name);

    private bool Has(string extension, string version) => wire.Extensions.TryGetValue(extension, out string? has) && has == version;

    private static int Block(ulong most) => most == 0 ? SureBlockBytes : (int)Math.Min(most, MostBlockBytes);

    private static byte[] Handle(Reply reply) => reply.Expect(PacketType.Handle).Bytes().ToArray();

    private static RemoteEntry ReadEntry(Reply reply)
    {
        PacketReader reader = reply.Expect(PacketType.Attributes);
        return RemoteEntry.Read(ref reader);
    }
}
