namespace BackupTools.Tests.Repository;

/// <summary>
/// What programs can use of the library changes only knowingly: a line that is gone or different breaks them.
/// <c>BACKUPTOOLS_RENEW_PUBLIC_API=1 dotnet run --project tests/BackupTools.Tests -c Release -- -class '*PublicApiTests'</c> writes the file
/// anew; the difference is then read, and belongs into the same change.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string Snapshot = RepositoryRoot.Combine("tests", "BackupTools.Tests", "Repository", "PublicApi.txt");

    [Fact]
    public void The_library_offers_what_is_written_down()
    {
        string now = PublicApi.Of(typeof(BuiltIn).Assembly);
        if (Environment.GetEnvironmentVariable("BACKUPTOOLS_RENEW_PUBLIC_API") == "1")
            File.WriteAllText(Snapshot, now);
        string[] known = File.ReadAllText(Snapshot).Split('\n');
        string[] there = now.Split('\n');
        const string Remedy = "If that is meant, renew the file: see PublicApiTests.";
        Assert.True(known.SequenceEqual(there), $"{Difference(known, there)}\n{Remedy}");
    }

    [Fact]
    public void No_type_of_a_driver_is_offered() => Assert.DoesNotMatch(
        @"\b(Npgsql|ZstdSharp|SQLitePCL)", PublicApi.Of(typeof(BuiltIn).Assembly));

    private static string Difference(string[] known, string[] there)
    {
        int same = known.Zip(there).TakeWhile(p => p.First == p.Second).Count();
        return $"Line {same + 1} of PublicApi.txt is\n{known.ElementAtOrDefault(same)}\nand the library has\n{there.ElementAtOrDefault(same)}";
    }
}
