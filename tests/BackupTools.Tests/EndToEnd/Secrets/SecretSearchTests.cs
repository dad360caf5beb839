using System.Text;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.EndToEnd.Secrets;

/// <summary>The search finds each secret in each form, wherever it stands: one that finds nothing would let everything pass.</summary>
public sealed class SecretSearchTests
{
    private const string Secret = "pl4nted/7Kq+é?";
    private static readonly SecretSearch Search = new(new Dictionary<string, string> { ["it"] = Secret, ["other"] = "s0mething-else" });

    public static TheoryData<string> Encodings => ["utf-8", "utf-16", "utf-16BE"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_secret_is_found_in_every_form_and_at_every_place(string encoding)
    {
        byte[] bytes = Encoding.GetEncoding(encoding).GetBytes(Secret);
        for (int before = 0; before < 4; before++)
        {
            byte[] longer = [.. new byte[before], .. bytes, 1, 2, 3];
            string base64 = Convert.ToBase64String(longer);
            Found(longer);
            Found(Encoding.UTF8.GetBytes("x" + base64));
            Found(Encoding.UTF8.GetBytes(base64.TrimEnd('=').Replace('+', '-').Replace('/', '_')));
            Found(Encoding.Unicode.GetBytes(base64));
            Found(Encoding.UTF8.GetBytes(Convert.ToHexString(longer)));
            Found(Encoding.UTF8.GetBytes(Convert.ToHexString(longer).ToLowerInvariant()));
        }
    }

    [Fact]
    public void What_is_escaped_is_found_and_another_text_is_not()
    {
        Found(Encoding.UTF8.GetBytes("https://host/?x=" + Uri.EscapeDataString(Secret)));
        Found(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { Secret }));
        foreach (string other in new[] { Secret[..^1], Secret[1..], Secret.ToUpperInvariant(), "" })
            Assert.Empty(Search.Find(Encoding.UTF8.GetBytes(other)));
    }

    [Fact]
    public void Files_are_searched_by_name_and_content_hidden_ones_too()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["a/.b"]);
        File.WriteAllText(folder["a/.b/.hidden"], "x" + "s0mething-else");
        File.WriteAllText(folder["a/s0mething-else.txt"], "");
        File.WriteAllText(folder["a/innocent"], "");
        string[] lines = Search.FindBelow(folder.Path, out int files);
        Assert.Equal((2, 3), (lines.Length, files));
        Assert.Contains(lines, l => l.Contains(".hidden: other (UTF-8)", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.EndsWith("its name has other (UTF-8)", StringComparison.Ordinal));
    }

    private static void Found(byte[] bytes)
    {
        string[] found = Search.Find(bytes);
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.StartsWith("it (", f, StringComparison.Ordinal));
    }
}
