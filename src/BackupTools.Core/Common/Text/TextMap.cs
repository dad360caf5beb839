using System.Collections.ObjectModel;

namespace BackupTools.Common;

/// <summary>Names with values that show themselves as one text, where only one fits.</summary>
public sealed class TextMap : ReadOnlyDictionary<string, string>
{
    private TextMap(IDictionary<string, string> values)
        : base(values)
    {
    }

    /// <summary>The values as such a map.</summary>
    /// <param name="values">The values; null gives null.</param>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> values) =>
        values is null or TextMap ? values! : new TextMap(new Dictionary<string, string>(values));

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", this.Select(v => $"{v.Key}={v.Value}"));
}
