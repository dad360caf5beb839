using System.Security.Cryptography;
using static BackupTools.Tests.Storages.StorageTesting;

namespace BackupTools.Tests.Storages;

/// <summary>
/// What every storage must do. A new storage is done when a subclass of this passes: give it an empty storage and a way
/// to die in the middle of a write.
/// </summary>
public abstract class StorageConformance : StorageReadingConformance
{
    /// <summary>Leaves behind what a process leaves that dies while it writes.</summary>
    protected abstract Task AbandonWriteAsync(string name);

    [Fact]
    public async Task What_was_written_in_pieces_comes_back()
    {
        byte[] content = Bytes(300_001);
        await using (IStorageWriter writer = await Storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(content.AsMemory(0, 1), Token);
            await writer.WriteAsync(content.AsMemory(1, 0), Token);
            await writer.WriteAsync(content.AsMemory(1, 200_000), Token);
            await writer.WriteAsync(content.AsMemory(200_001), Token);
            await writer.CommitAsync("x", Token);
        }

        Assert.Equal(content, await Storage.GetAsync("x"));
    }

    [Fact]
    public async Task A_writer_may_reuse_its_buffer()
    {
        byte[] buffer = new byte[1000];
        await using (IStorageWriter writer = await Storage.CreateAsync("x", Token))
        {
            for (byte i = 0; i < 10; i++)
            {
                buffer.AsSpan().Fill(i);
                await writer.WriteAsync(buffer, Token);
            }

            await writer.CommitAsync("x", Token);
        }

        byte[] content = await Storage.GetAsync("x");
        Assert.All(Enumerable.Range(0, 10), i => Assert.True(content.AsSpan(i * 1000, 1000).IndexOfAnyExcept((byte)i) < 0));
    }

    [Fact]
    public async Task Nothing_is_visible_before_the_commit()
    {
        await using IStorageWriter writer = await Storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(10_000), Token);

        Assert.Empty(await Storage.NamesAsync());
        await FailsAsync(ErrorCode.ArchiveNotFound, () => Storage.OpenReadAsync("x", Token));

        await writer.CommitAsync("x", Token);
        Assert.Equal(["x"], await Storage.NamesAsync());
    }

    [Fact]
    public async Task An_object_can_be_read_as_soon_as_it_is_committed()
    {
        await using IStorageWriter writer = await Storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(10), Token);
        await writer.CommitAsync("x", Token);

        Assert.Equal(Bytes(10), await Storage.GetAsync("x"));
    }

    [Fact]
    public async Task Without_a_commit_nothing_is_left()
    {
        await using (IStorageWriter writer = await Storage.CreateAsync("x", Token))
            await writer.WriteAsync(Bytes(10_000), Token);

        Assert.Empty(await Storage.NamesAsync());
        Assert.Equal(0, await Storage.RemoveAbandonedAsync(Token));
    }

    [Fact]
    public async Task An_existing_object_is_never_replaced()
    {
        await Storage.PutAsync("x", Bytes(10, seed: 1));
        await using IStorageWriter writer = await Storage.CreateAsync("x", Token);
        await writer.WriteAsync(Bytes(20, seed: 2), Token);

        await FailsAsync(ErrorCode.StorageNameTaken, () => writer.CommitAsync("x", Token));

        Assert.Equal(Bytes(10, seed: 1), await Storage.GetAsync("x"));
        await writer.CommitAsync("x_2", Token);
        Assert.Equal(Bytes(20, seed: 2), await Storage.GetAsync("x_2"));
        Assert.Equal(["x", "x_2"], await Storage.NamesAsync());
    }

    [Fact]
    public async Task Of_many_who_commit_one_name_exactly_one_wins()
    {
        const int Writers = 16;
        for (int round = 0; round < 20; round++)
        {
            string name = $"round_{round}";
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int ready = 0;
            int winners = 0;
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(async i =>
            {
                await using IStorageWriter writer = await Storage.CreateAsync(name, Token);
                await writer.WriteAsync(Bytes(100, seed: i), Token);
                if (Interlocked.Increment(ref ready) == Writers)
                    start.SetResult();
                await start.Task;
                try
                {
                    await writer.CommitAsync(name, Token);
                    Interlocked.Increment(ref winners);
                }
                catch (BackupException e) when (e.Code == ErrorCode.StorageNameTaken)
                {
                    await writer.CommitAsync($"{name}_{i:d2}", Token);
                    Assert.Equal(Bytes(100, seed: i), await Storage.GetAsync($"{name}_{i:d2}"));
                }
            }));

            Assert.Equal(1, winners);
            Assert.Equal(Writers, (await Storage.NamesAsync(name)).Count(n => n == name || n.StartsWith(name + "_", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Large_objects_come_back_the_same()
    {
        const int Size = (64 * 1024 * 1024) + 12_345;
        byte[] piece = Bytes(1_000_003);
        using var written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (IStorageWriter writer = await Storage.CreateAsync("large", Token))
        {
            for (int done = 0; done < Size; done += piece.Length)
            {
                Memory<byte> bytes = piece.AsMemory(0, Math.Min(piece.Length, Size - done));
                written.AppendData(bytes.Span);
                await writer.WriteAsync(bytes, Token);
            }

            await writer.CommitAsync("large", Token);
        }

        Assert.Equal(Size, Assert.Single(await Storage.ItemsAsync()).SizeBytes);
        Assert.Equal(written.GetHashAndReset(), SHA256.HashData(await Storage.GetAsync("large")));
    }

    [Theory]
    [InlineData("with space.zip")]
    [InlineData("größe_日本語_🙂.zip")]
    [InlineData("percent%20and+plus.zip")]
    [InlineData("quote'and&more=#[1].zip")]
    [InlineData("-rf")]
    [InlineData(".hidden.zip")]
    [InlineData("..two")]
    [InlineData("~")]
    public async Task Names_may_be_unusual(string name)
    {
        await Storage.PutAsync(name, Bytes(10));

        Assert.Equal([name], await Storage.NamesAsync());
        Assert.Equal(Bytes(10), await Storage.GetAsync(name));
        await Storage.DeleteAsync(name, Token);
        Assert.Empty(await Storage.NamesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public async Task Names_that_lead_elsewhere_are_refused(string name)
    {
        await FailsAsync(ErrorCode.InvalidArgument, () => Storage.CreateAsync(name, Token));
        await FailsAsync(ErrorCode.InvalidArgument, () => Storage.OpenReadAsync(name, Token));
        await FailsAsync(ErrorCode.InvalidArgument, () => Storage.DeleteAsync(name, Token));
        await using IStorageWriter writer = await Storage.CreateAsync("x", Token);
        await FailsAsync(ErrorCode.InvalidArgument, () => writer.CommitAsync(name, Token));
    }

    [Fact]
    public async Task Deleting_twice_is_no_error()
    {
        await Storage.PutAsync("x", Bytes(10));
        await Storage.PutAsync("y", Bytes(10));

        await Storage.DeleteAsync("x", Token);
        await Storage.DeleteAsync("x", Token);

        Assert.Equal(["y"], await Storage.NamesAsync());
        await FailsAsync(ErrorCode.ArchiveNotFound, () => Storage.OpenReadAsync("x", Token));
    }

    [Fact]
    public async Task A_stopped_commit_publishes_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using (IStorageWriter writer = await Storage.CreateAsync("x", Token))
        {
            await writer.WriteAsync(Bytes(10), Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CommitAsync("x", stop.Token));
        }

        Assert.Empty(await Storage.NamesAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.CreateAsync("x", stop.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Storage.DeleteAsync("x", stop.Token));
        Assert.Equal(0, await Storage.RemoveAbandonedAsync(Token));
    }

    [Fact]
    public virtual async Task Cleaning_removes_what_dead_writers_left_and_nothing_else()
    {
        await Storage.PutAsync("complete", Bytes(10));
        await AbandonWriteAsync("dead_1");
        await AbandonWriteAsync("dead_2");
        await using IStorageWriter living = await Storage.CreateAsync("living", Token);
        await living.WriteAsync(Bytes(10), Token);
        Assert.Equal(["complete"], await Storage.NamesAsync());

        Assert.Equal(2, await Storage.RemoveAbandonedAsync(Token));

        Assert.Equal(0, await Storage.RemoveAbandonedAsync(Token));
        await living.WriteAsync(Bytes(10), Token);
        await living.CommitAsync("living", Token);
        Assert.Equal(["complete", "living"], await Storage.NamesAsync());
        byte[] expected = [.. Bytes(10), .. Bytes(10)];
        Assert.Equal(expected, await Storage.GetAsync("living"));
    }

    [Fact]
    public async Task Free_space_is_never_negative() => Assert.False(await Storage.GetFreeSpaceAsync(Token) < 0);
}
