using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BackupTools.Archive;

namespace BackupTools.Tests.Archive;

public sealed class ManifestLimitsTests
{
    [Theory]
    [InlineData("objects", 500_001)]
    [InlineData("scripts", 10_001)]
    [InlineData("references", 10_001)]
    [InlineData("chunks", 3_000_001)]
    public void Too_long_a_list_is_refused_with_a_figure_before_it_is_read(string list, int count)
    {
        StringBuilder json = new($"{{\"{list}\":[");
        for (int i = 0; i < count; i++)
            json.Append("{},");
        json.Length--;
        Assert.Null(ManifestLimits.FindProblem(Encoding.UTF8.GetBytes(json.ToString()[..^3] + "]}")));
        json.Append("]}");
        string? problem = ManifestLimits.FindProblem(Encoding.UTF8.GetBytes(json.ToString()));
        Assert.Equal($"its manifest lists more than {count - 1:N0} {list}", problem);
    }

    [Fact]
    public void Too_long_a_text_and_too_many_properties_are_refused()
    {
        Assert.Contains("1,048,577 bytes", ManifestLimits.FindProblem(Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('a', 1048577)}\"}}")), StringComparison.Ordinal);
        JsonObject properties = new(Enumerable.Range(0, 1001).Select(i => KeyValuePair.Create<string, JsonNode?>($"p{i}", "x")));
        Assert.Contains("more than 1,000 properties", ManifestLimits.FindProblem(Encoding.UTF8.GetBytes(new JsonObject { ["properties"] = properties }.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_no_manifest() =>
        Assert.ThrowsAny<JsonException>(() => ManifestLimits.FindProblem(Encoding.UTF8.GetBytes(new string('[', 100_000))));
}
