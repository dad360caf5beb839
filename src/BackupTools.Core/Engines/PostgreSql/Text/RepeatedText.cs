namespace BackupTools.Engines.PostgreSql.Text;

/// <summary>
/// Makes one object of texts that are read again and again: the names of schemas, owners, types and columns. It remembers
/// a limited number of short ones, whatever it is shown.
/// </summary>
internal sealed class RepeatedText
{
    private const int Places = 4096;
    private const int MaxLength = 64;

    private readonly string?[] _places = new string?[Places];

    /// <summary>The same text, where possible the object that was returned for it before.</summary>
    public string Share(string text)
    {
        if (text.Length > MaxLength)
            return text;
        ref string? place = ref _places[(uint)string.GetHashCode(text.AsSpan()) % Places];
        return place is not null && place == text ? place : place = text;
    }
}
