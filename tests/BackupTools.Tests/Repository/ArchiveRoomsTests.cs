using System.Text.RegularExpressions;

namespace BackupTools.Tests.Repository;

/// <summary>The rooms of <c>Archive</c> share a namespace, so their order is held by the names of their types.</summary>
public sealed partial class ArchiveRoomsTests
{
    /// <summary>Each may know those before it; of the last two neither knows the other.</summary>
    private static readonly string[] Order = ["Names", "Zip", "Format", "Sealing", "Members", "Reading", "Writing"];

    [Fact]
    public void A_room_knows_only_those_before_it()
    {
        Assert.Equal(Order.Order(), Directory.GetDirectories(Room("")).Select(d => Path.GetFileName(d)).Order());
        Assert.Empty(Directory.GetFiles(Room(""), "*.cs"));
        for (int i = 0; i < Order.Length; i++)
        {
            string[] unknown = [.. Order[(i + 1)..].Concat(Order[i] == "Writing" ? ["Reading"] : []).SelectMany(Types)];
            foreach (string file in Directory.GetFiles(Room(Order[i]), "*.cs"))
            {
                string code = Comments().Replace(File.ReadAllText(file), "");
                Assert.DoesNotContain(unknown, t => Regex.IsMatch(code, $@"\b{t}\b"));
            }
        }
    }

    /// <summary>No byte of a member is hashed, compressed or decompressed elsewhere than in its codec.</summary>
    [Fact]
    public void Only_the_codec_of_members_hashes_and_compresses()
    {
        string[] elsewhere = [.. Directory.GetFiles(Room(""), "*.cs", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "MemberCodec.cs")];
        Assert.NotEmpty(elsewhere);
        Assert.All(elsewhere, f => Assert.DoesNotMatch(
            @"\.(Compress|Decompress|Sha256Of|Xxh128Of|HashToUInt32)\(", Comments().Replace(File.ReadAllText(f), "")));
    }

    private static string Room(string name) => RepositoryRoot.Combine("src", "BackupTools.Core", "Archive", name);

    private static IEnumerable<string> Types(string room) => Directory.GetFiles(Room(room), "*.cs").Select(f => Path.GetFileNameWithoutExtension(f));

    [GeneratedRegex(@"//[^\n]*|/\*[\s\S]*?\*/")]
    private static partial Regex Comments();
}
