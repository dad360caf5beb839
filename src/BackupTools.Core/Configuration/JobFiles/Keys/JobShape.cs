using System.Globalization;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration.JobFiles.Text;

namespace BackupTools.Configuration.JobFiles.Keys;

/// <summary>Compares a file with the table of keys, and reports every difference.</summary>
/// <param name="report">Takes a mistake: place, key, problem, remedy.</param>
internal sealed class JobShape(Action<Place, string, string, string> report)
{
    /// <summary>The word for what a secret's key may be called: its value must refer to it.</summary>
    private static readonly string[] SecretWords = ["password", "passwd", "passphrase", "secret", "token", "pwd"];

    /// <summary>Checks the value of a key and all within.</summary>
    /// <param name="node">The value.</param>
    /// <param name="key">What it may be.</param>
    /// <param name="path">The key with those that it is in.</param>
    public void Check(JobNode node, JobKey key, string path)
    {
        if (node is JobScalar { IsNothing: true })
            report(node.Place, path, $"'{path}' has no value.", "Give it one, or leave the key out.");
        else if (node is JobMapping mapping && key.Keys.Count > 0)
            CheckKeys(mapping, key, path);
        else if (key.Kind == JobKind.Targets)
            CheckTargets(node, path);
        else if (node is JobList list && key.Kind is JobKind.Texts or JobKind.Choices && node is JobList)
            CheckList((JobList)node, key, path);
        else if (node is JobScalar scalar && key.Kind != JobKind.Mapping)
            CheckScalar(scalar, key, path);
        else
            report(node.Place, path, $"'{path}' is {Describe(node)}.", $"Write {Expected(key)}.");
    }

    private void CheckKeys(JobMapping mapping, JobKey key, string path)
    {
        foreach ((JobScalar name, JobNode value) in mapping.Entries)
        {
            string inner = path.Length == 0 ? name.Value : $"{path}.{name.Value}";
            if (key.Keys.FirstOrDefault(k => k.Name == name.Value) is { } known)
                Check(value, known, inner);
            else
                report(name.Place, inner, $"There is no key '{inner}'.", NameSuggestions.Remedy(name.Value, key.Keys.Select(k => k.Name), ""));
        }

        foreach (JobKey needed in key.Keys.Where(k => k.IsRequired && mapping[k.Name] is null))
            report(mapping.Place, Join(path, needed.Name), $"'{Join(path, needed.Name)}' is missing.", $"Write {needed.Name}: {Expected(needed)}.");
    }

    private void CheckList(JobList list, JobKey key, string path)
    {
        if (list.Items.Count == 0)
            report(list.Place, path, $"'{path}' is an empty list.", "Name something, or leave the key out.");
        foreach (JobNode item in list.Items)
        {
            if (item is JobScalar { IsNothing: false } scalar)
                CheckScalar(scalar, key, path);
            else
                report(item.Place, path, $"An item of '{path}' is {Describe(item)}.", $"Write {Expected(key)}.");
        }
    }

    private void CheckScalar(JobScalar scalar, JobKey key, string path)
    {
        string? wrong = key.Kind switch
        {
            JobKind.Text or JobKind.Texts => string.IsNullOrWhiteSpace(scalar.Value) ? "is empty" : scalar.Value.Any(char.IsControl) ? "has control characters" : null,
            JobKind.Number => !scalar.IsQuoted && Number(scalar.Value) is { } number && number >= key.Min && number <= key.Max ? null : "is no such number",
            JobKind.Switch => !scalar.IsQuoted && scalar.Value is "true" or "false" ? null : "is neither true nor false",
            JobKind.Choice or JobKind.Choices => FindWord(key, scalar.Value) is null ? $"may not be '{scalar.Value}'" : null,
            JobKind.Duration => JobDuration.TryParse(scalar.Value) is null ? "is no time" : null,
            JobKind.TimeZone => TimeZoneInfo.TryFindSystemTimeZoneById(scalar.Value, out _) ? null : $"names no time zone of this machine: '{scalar.Value}'",
            JobKind.Secret => SecretReference.TryParse(scalar.Value) is null ? "is a secret itself, or what looks like one" : null,
            _ => null,
        };
        if (wrong is not null)
            report(scalar.Place, path, Why(key, scalar.Value) is { } why ? $"'{path}' {wrong}: {why}" : $"'{path}' {wrong}.", $"Write {Expected(key)}.");
    }

    private void CheckTargets(JobNode node, string path)
    {
        foreach (JobNode target in node is JobList list ? list.Items : [node])
        {
            if (target is JobScalar { IsNothing: false })
                continue;
            if (target is not JobMapping mapping)
            {
                report(target.Place, path, $"An item of '{path}' is {Describe(target)}.", "Write a text, or keys with values.");
                continue;
            }

            foreach ((JobScalar name, JobNode value) in mapping.Entries)
            {
                bool isFlat = value is JobScalar || (value is JobList values && values.Items.All(i => i is JobScalar));
                if (!isFlat)
                    report(value.Place, $"{path}.{name.Value}", $"'{path}.{name.Value}' is nested.", "Write a text, or a list of texts.");
                else if (value is JobScalar secret && SecretWords.Any(w => name.Value.Contains(w, StringComparison.OrdinalIgnoreCase)) && SecretReference.TryParse(secret.Value) is null)
                    report(value.Place, $"{path}.{name.Value}", $"'{path}.{name.Value}' is a secret itself, or what looks like one.", $"Write {Expected(JobKind.Secret)}.");
            }
        }
    }

    /// <summary>The word of a choice that is meant, whatever its case; null where none is.</summary>
    public static string? FindWord(JobKey key, string value) => key.Words.FirstOrDefault(w => w.Equals(value, StringComparison.OrdinalIgnoreCase));

    /// <summary>The number; null where it is none.</summary>
    public static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string? Why(JobKey key, string value) => key.Refused.GetValueOrDefault("*") ?? key.Refused.GetValueOrDefault(value.ToLowerInvariant());

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Describe(JobNode node) => node switch
    {
        JobList => "a list",
        JobMapping => "keys with values",
        _ => "a single value",
    };

    private static string Expected(JobKey key) => key.Kind switch
    {
        JobKind.Number => $"a number from {key.Min} to {key.Max}",
        JobKind.Choice => string.Join(" or ", key.Words),
        JobKind.Choices => $"one or several of {string.Join(", ", key.Words)}",
        _ => Expected(key.Kind) + (key.Keys.Count > 0 && key.Kind != JobKind.Mapping ? ", or keys with values" : ""),
    };

    private static string Expected(JobKind kind) => kind switch
    {
        JobKind.Texts => "a text or a list of texts",
        JobKind.Switch => "true or false",
        JobKind.Duration => "a time such as 36h, 30d or 4w",
        JobKind.TimeZone => "a time zone such as UTC or Europe/Berlin",
        JobKind.Secret => "where the secret is: env:NAME, or secret:vault/name",
        JobKind.Mapping => "keys with values",
        _ => "a text",
    };
}
