using BackupTools.Storages.Local;

namespace BackupTools.Tests.Storages.Local;

/// <summary>The folder that the process is in is not the one that the user sees.</summary>
public sealed class RelativePathTests
{
    [Theory]
    [InlineData("backups")]
    [InlineData("./backups")]
    [InlineData("../backups")]
    public void A_relative_path_is_refused(string path)
    {
        BackupException error = Assert.Throws<BackupException>(() => new LocalStorageProvider().Parse(path));
        Assert.Equal(ErrorCode.StorageNotUnderstood, error.Code);
        Assert.Contains("absolute", error.Message, StringComparison.Ordinal);
        Assert.Throws<BackupException>(() => new LocalStorage(path));
    }
}
