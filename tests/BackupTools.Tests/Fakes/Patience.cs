namespace BackupTools.Tests.Fakes;

/// <summary>Waits for what is bound to come, and fails, with what it was, where it does not: a test must not wait for ever.</summary>
internal static class Patience
{
    /// <summary>Far more than anything waited for takes: it tells what hangs from what is slow.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <param name="what">What is waited for, as a sentence.</param>
    /// <param name="condition">The question.</param>
    /// <param name="meanwhile">The work that is to bring it about: where that fails or ends before, so does the wait.</param>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition, Task? meanwhile = null)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        long begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (meanwhile?.IsCompleted == true && !await condition())
            {
                await meanwhile;
                Assert.Fail($"The work is done, and this was never so: {what}");
            }

            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Limit, $"Waited for {Limit.TotalMinutes} minutes: {what}");
            await Task.Delay(Pause, token);
        }
    }

    /// <inheritdoc cref="UntilAsync(string, Func{Task{bool}}, Task?)"/>
    public static Task UntilAsync(string what, Func<bool> condition, Task? meanwhile = null) =>
        UntilAsync(what, () => Task.FromResult(condition()), meanwhile);
}
