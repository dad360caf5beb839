using System.Globalization;

namespace BackupTools.Tests.Common;

public sealed class PeriodTextTests
{
    [Theory]
    [InlineData("30d", "30.00:00:00")]
    [InlineData(" 12H ", "12:00:00")]
    [InlineData("2w", "14.00:00:00")]
    [InlineData("1d12h", "1.12:00:00")]
    [InlineData("1w 2d 3h", "9.03:00:00")]
    [InlineData("36:00:00", "1.12:00:00")]
    public void Periods_are_understood(string text, string expected)
    {
        Assert.True(PeriodText.TryParse(text, out TimeSpan period));
        Assert.Equal(TimeSpan.Parse(expected, CultureInfo.InvariantCulture), period);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("5m")]
    [InlineData("-1d")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("d")]
    [InlineData("12h1d")]
    [InlineData("999999w")]
    [InlineData("1:60:00")]
    public void What_could_mean_two_things_is_refused(string? text) => Assert.False(PeriodText.TryParse(text, out _));

    [Theory]
    [InlineData("30.00:00:00", "30 days")]
    [InlineData("1.12:00:00", "36 hours")]
    [InlineData("01:30:00", "90 minutes")]
    public void Periods_are_said(string period, string expected) => Assert.Equal(expected, PeriodText.Of(TimeSpan.Parse(period, CultureInfo.InvariantCulture)));
}
