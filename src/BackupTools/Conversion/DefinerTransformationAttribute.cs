using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;

namespace BackupTools.Conversion;

/// <summary>Makes a <see cref="DefinerRule"/> of the words Keep and Strip, or of a table of accounts: <c>@{ 'old@%' = 'new@localhost' }</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefinerTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = Unwrap.Base(inputData);
        return value switch
        {
            DefinerRule rule => rule,
            string text when text.Equals(nameof(DefinerRule.Keep), StringComparison.OrdinalIgnoreCase) => DefinerRule.Keep,
            string text when text.Equals(nameof(DefinerRule.Strip), StringComparison.OrdinalIgnoreCase) => DefinerRule.Strip,
            IDictionary { Count: > 0 } table => Map(table),
            _ => throw NotUnderstood(value),
        };
    }

    private static DefinerRule Map(IDictionary table)
    {
        Dictionary<string, string> accounts = new(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            if (Unwrap.Base(entry.Key) is not string { Length: > 0 } from || Unwrap.Base(entry.Value) is not string { Length: > 0 } to)
                throw NotUnderstood(table);
            accounts[from] = to;
        }

        return DefinerRule.Map(accounts);
    }

    private static BackupException NotUnderstood(object? value) => new(
        ErrorCode.InvalidArgument, $"{Unwrap.Describe(value)} says nothing about definers.",
        "Say Keep, Strip, or which account takes the place of which: @{ 'old@%' = 'new@localhost' }.");
}
