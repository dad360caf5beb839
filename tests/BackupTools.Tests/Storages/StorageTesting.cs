namespace BackupTools.Tests.Storages;

/// <summary>What tests do with any storage.</summary>
public static class StorageTesting
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task PutAsync(this IBackupStorage storage, string name, ReadOnlyMemory<byte> content)
    {
        await using IStorageWriter writer = await storage.CreateAsync(name, Token);
        await writer.WriteAsync(content, Token);
        await writer.CommitAsync(name, Token);
    }

    public static async Task<byte[]> GetAsync(this IBackupStorage storage, string name)
    {
        await using IStorageReader reader = await storage.OpenReadAsync(name, Token);
        byte[] content = new byte[reader.Length];
        await reader.ReadExactlyAsync(0, content, Token);
        return content;
    }

    public static async Task<List<StorageItem>> ItemsAsync(this IBackupStorage storage, string prefix = "")
    {
        var items = new List<StorageItem>();
        await foreach (StorageItem item in storage.ListAsync(prefix, Token))
            items.Add(item);
        return items;
    }

    public static async Task<List<string>> NamesAsync(this IBackupStorage storage, string prefix = "") =>
        [.. (await storage.ItemsAsync(prefix)).Select(i => i.Name)];

    /// <summary>Bytes that look like nothing and are the same in every run.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<BackupException> FailsAsync(ErrorCode code, Func<Task> work)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(work);
        Assert.Equal(code, error.Code);
        return error;
    }

    /// <summary>However a location with a secret in it comes in, it is refused, and the secret is not repeated.</summary>
    public static void RefusesSecret(IStorageProvider provider, string text, string secret)
    {
        foreach (Action act in (Action[])[() => provider.Parse(text), () => provider.ParseArchive(text), () => BuiltIn.Components.OpenStorage(text)])
        {
            BackupException error = Assert.Throws<BackupException>(act);
            Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
        }
    }
}
