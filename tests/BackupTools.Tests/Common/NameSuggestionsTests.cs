namespace BackupTools.Tests.Common;

public sealed class NameSuggestionsTests
{
    private static readonly string[] Known = ["public.Customer", "public.orders", "sales.orders_old"];

    [Theory]
    [InlineData("customer", "Did you mean: public.Customer? Upper and lower case matter.")]
    [InlineData("public.customer", "Did you mean: public.Customer? Upper and lower case matter.")]
    [InlineData("c*", "Did you mean: public.Customer? Upper and lower case matter.")]
    [InlineData("order", "Did you mean: public.orders, sales.orders_old?")]
    [InlineData("ordesr", "Did you mean: public.orders?")]
    [InlineData("nothing_like_it", "It has: public.Customer, public.orders, sales.orders_old.")]
    public void What_may_have_been_meant_is_named(string name, string expected) =>
        Assert.Equal(expected, NameSuggestions.Remedy(name, Known, "It has none.", caseMatters: true));

    [Fact]
    public void Where_there_is_nothing_that_is_said() => Assert.Equal("It has none.", NameSuggestions.Remedy("x", [], "It has none."));

    [Fact]
    public void Names_that_are_very_long_are_not_compared() =>
        Assert.Empty(NameSuggestions.Near(new string('a', 100_000), [new string('a', 100_001)]));
}
