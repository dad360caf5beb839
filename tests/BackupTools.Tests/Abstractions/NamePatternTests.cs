namespace BackupTools.Tests.Abstractions;

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
    [InlineData("[ab]", "a", false)]
    [InlineData("**", "x", true)]
    public void Stars_and_question_marks_are_the_only_wildcards(string pattern, string name, bool expected) =>
        Assert.Equal(expected, NamePattern.IsMatch(pattern, name));

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
