using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace BackupTools.Tests.EndToEnd.Secrets;

/// <summary>
/// Looks for secrets in bytes, in each form in which a program could leave them: UTF-8, UTF-16, and both as base64 and hex. It knows nothing
/// of the project: the cmdlet tests compile this file too.
/// </summary>
public sealed class SecretSearch
{
    private readonly (string Name, string Form, byte[] Bytes)[] _forms;

    /// <param name="secrets">The secrets by their names.</param>
    public SecretSearch(IDictionary<string, string> secrets) => _forms = [.. secrets.SelectMany(s => Forms(s.Key, s.Value))];

    /// <summary>The names of the secrets that are in the bytes, each with the form.</summary>
    public string[] Find(ReadOnlySpan<byte> bytes)
    {
        List<string> found = [];
        foreach ((string name, string form, byte[] wanted) in _forms)
        {
            if (bytes.IndexOf(wanted) >= 0)
                found.Add($"{name} ({form})");
        }

        return [.. found];
    }

    /// <summary>The same of each name and each content below a folder: one line a file that has one.</summary>
    public string[] FindBelow(string folder) => FindBelow(folder, out _);

    /// <inheritdoc cref="FindBelow(string)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="files">How many files there were.</param>
    public string[] FindBelow(string folder, out int files)
    {
        List<string> lines = [];
        files = 0;
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            List<string> found = [.. Find(Encoding.UTF8.GetBytes(path[folder.Length..])).Select(f => "its name has " + f)];
            if (File.Exists(path))
            {
                files++;
                found.AddRange(Find(File.ReadAllBytes(path)));
            }

            if (found.Count > 0)
                lines.Add($"{path}: {string.Join(", ", found)}");
        }

        return [.. lines];
    }

    private static IEnumerable<(string Name, string Form, byte[] Bytes)> Forms(string name, string secret)
    {
        foreach ((string form, Encoding encoding) in new (string, Encoding)[] { ("UTF-8", new UTF8Encoding(false)), ("UTF-16", Encoding.Unicode), ("UTF-16, big end first", Encoding.BigEndianUnicode) })
        {
            byte[] bytes = encoding.GetBytes(secret);
            yield return (name, form, bytes);
            foreach ((string text, string how) in Texts(bytes))
            {
                yield return (name, $"{form} as {how}", Encoding.ASCII.GetBytes(text));
                yield return (name, $"{form} as {how} in UTF-16", Encoding.Unicode.GetBytes(text));
            }
        }

        // What JSON and URIs make of characters that are none of theirs.
        foreach (string escaped in new[] { Uri.EscapeDataString(secret), System.Text.Json.JsonEncodedText.Encode(secret).ToString() }.Where(e => e != secret))
            yield return (name, "escaped", Encoding.UTF8.GetBytes(escaped));
    }

    private static IEnumerable<(string Text, string How)> Texts(byte[] bytes)
    {
        yield return (Convert.ToHexString(bytes), "hex");
        yield return (Convert.ToHexString(bytes).ToLowerInvariant(), "hex");
        for (int before = 0; before < 3; before++)
        {
            // Base64 of a longer text that has these bytes: what does not depend on the neighbours.
            string all = Convert.ToBase64String([.. new byte[before], .. bytes]);
            int from = before == 0 ? 0 : before + 1, to = (before + bytes.Length) * 8 / 6;
            yield return (all[from..to], "base64");
            yield return (all[from..to].Replace('+', '-').Replace('/', '_'), "base64 of URIs");
            yield return (all[from..to].Replace("+", "\\u002B", StringComparison.Ordinal), "base64 in JSON");
        }
    }
}
