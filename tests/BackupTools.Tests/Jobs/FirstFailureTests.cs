using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.Jobs;

/// <summary>What is told of a backup that failed is why, and not what others met behind it.</summary>
public sealed class FirstFailureTests
{
    [Fact]
    public async Task The_reason_of_a_failed_write_is_told_however_many_wait_behind_it()
    {
        JobFixture shop = new();
        for (int round = 0; round < 300; round++)
        {
            FailingStorage failing = new(new MemoryStorage(), StorageOperations.Write, 5 + (round % 20));
            BackupException e = await Assert.ThrowsAsync<BackupException>(() => BackupJob.RunAsync(
                shop.Components, shop.Options(failing) with { Parallelism = 16, ChunkSize = 4096 }, TestContext.Current.CancellationToken));
            Assert.Equal(ErrorCode.StorageFailed, e.Code);
        }
    }
}
