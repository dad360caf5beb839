using BackupTools.Notices;

namespace BackupTools.Tests.Repository;

/// <summary>Holds the licences to the packages.</summary>
public sealed class NoticesTests
{
    [Fact]
    public void The_committed_licences_are_those_of_the_packages_that_the_module_carries()
    {
        string assets = RepositoryRoot.Combine("src", "BackupTools", "obj", "project.assets.json");
        if (!File.Exists(assets))
            Assert.Skip("The module was built elsewhere.");
        string generated = ThirdPartyNotices.Generate(assets);
        Assert.Contains("Npgsql.dll", generated, StringComparison.Ordinal);
        Assert.True(
            File.ReadAllText(RepositoryRoot.Combine("THIRD-PARTY-NOTICES.txt")) == generated,
            "The licences are stale. Run: dotnet run --project tools/Notices -- src/BackupTools/obj/project.assets.json THIRD-PARTY-NOTICES.txt");
    }
}
