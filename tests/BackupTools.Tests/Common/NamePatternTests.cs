namespace BackupTools.Tests.Common;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("?", "", false)]
    [InlineData("a", "A", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("[ab]", "a", true)]
    [InlineData("[ab]", "c", false)]
    [InlineData("[ab]", "[ab]", false)]
    [InlineData("[cl]*", "line", true)]
    [InlineData("x[a-c0-9]y", "xby", true)]
    [InlineData("x[a-c0-9]y", "x7y", true)]
    [InlineData("x[a-c0-9]y", "x-y", false)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("a[]", "a[]", true)]
    [InlineData("a`*", "a*", true)]
    [InlineData("a`*", "ab", false)]
    [InlineData("`[ab]", "[ab]", true)]
    [InlineData("a`", "a`", true)]
    [InlineData("**", "x", true)]
    public void The_wildcards_are_those_of_PowerShell(string pattern, string name, bool expected) =>
        Assert.Equal(expected, NamePattern.IsMatch(pattern, name));

    [Theory]
    [InlineData("a", false)]
    [InlineData("a*", true)]
    [InlineData("a?", true)]
    [InlineData("[ab]", true)]
    [InlineData("a[b", false)]
    [InlineData("a`*", false)]
    [InlineData("a`**", true)]
    public void What_has_a_wildcard_is_known(string pattern, bool expected) => Assert.Equal(expected, NamePattern.HasWildcards(pattern));

    [Fact]
    public void Case_is_ignored_where_that_is_asked_for()
    {
        Assert.False(NamePattern.IsMatch("S[HX]*", "shop"));
        Assert.True(NamePattern.IsMatch("S[HX]*", "shop", ignoreCase: true));
        Assert.Equal(["shop", "SHOP"], NamePattern.Find("Shop", ["shop", "SHOP"], ignoreCase: true));
        Assert.Equal(["SHOP"], NamePattern.Find("SHOP", ["shop", "SHOP"], ignoreCase: true));
    }

    [Fact]
    public void A_pattern_full_of_stars_is_no_work() =>
        Assert.False(NamePattern.IsMatch(string.Concat(Enumerable.Repeat("*a", 2000)) + "b", new string('a', 20_000)));

    [Theory]
    [InlineData("orders", "public.orders", "sales.orders")]
    [InlineData("sales.orders", "sales.orders")]
    [InlineData("sales.*", "sales.orders", "sales.or*", "sales.public.dotted")]
    [InlineData("*.orders", "public.orders", "sales.orders")]
    [InlineData("or*", "sales.or*")]
    [InlineData("ord*", "public.orders", "sales.orders")]
    [InlineData("public.dotted", "public.dotted", "sales.public.dotted")]
    [InlineData("s*")]
    [InlineData("p*", "sales.public.dotted")]
    [InlineData("s*.o*", "sales.orders", "sales.or*")]
    [InlineData("sales.public.*", "sales.public.dotted")]
    [InlineData("missing")]
    [InlineData("missing*")]
    public void A_name_that_exists_means_itself_and_a_pattern_what_it_matches(string pattern, params string[] expected)
    {
        (string Schema, string Name)[] tables =
            [("public", "orders"), ("sales", "orders"), ("sales", "or*"), ("public", "dotted"), ("sales", "public.dotted")];
        IReadOnlyList<(string Schema, string Name)> found = NamePattern.Find(pattern, tables, t => t.Schema, t => t.Name);
        Assert.Equal(expected, found.Select(t => $"{t.Schema}.{t.Name}"));
    }

    [Theory]
    [InlineData("a*", "a*")]
    [InlineData("a?", "a*", "ab")]
    [InlineData("ab", "ab")]
    [InlineData("b*")]
    public void Of_plain_names_too_one_that_exists_means_itself(string pattern, params string[] expected) =>
        Assert.Equal(expected, NamePattern.Find(pattern, ["a*", "ab"]));
}
