namespace BackupTools.Tests.Fakes;

/// <summary>Lets something happen, or fail, just before a change to the storage.</summary>
public sealed class HookedStorage(IBackupStorage inner) : StorageDecorator(inner)
{
    public Func<string, Task> BeforeDelete { get; init; } = _ => Task.CompletedTask;

    public Func<string, Task> BeforeCommit { get; init; } = _ => Task.CompletedTask;

    public override async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await BeforeDelete(name);
        await Inner.DeleteAsync(name, cancellationToken);
    }

    public override async Task<IStorageWriter> CreateAsync(string name, CancellationToken cancellationToken) => new Writer(
        await Inner.CreateAsync(name, cancellationToken),
        (writer, buffer, token) => writer.WriteAsync(buffer, token),
        async (writer, finalName, token) =>
        {
            await BeforeCommit(finalName);
            await writer.CommitAsync(finalName, token);
        });
}
