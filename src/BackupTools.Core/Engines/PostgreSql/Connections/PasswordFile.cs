using System.Globalization;
using System.Text;
using BackupTools.Engines.Shared;

namespace BackupTools.Engines.PostgreSql.Connections;

/// <summary>Looks up passwords in <c>.pgpass</c>: lines of <c>host:port:database:user:password</c>.</summary>
internal static class PasswordFile
{
    private const int FieldsBeforePassword = 4;

    /// <summary>Finds the password of the first line that fits.</summary>
    /// <returns>
    /// The password, or why there is none, e.g. because others than its owner may read the file, which libpq ignores too.
    /// </returns>
    public static (string? Password, PasswordFileProblem Problem) Find(
        string path, ServerAddress address, string database, string user, ISystemSettings system)
    {
        if (!system.FileExists(path))
            return (null, new($"the password file '{path}' does not exist", "Give the password, or write it into that file."));
        if (!system.IsPrivate(path))
            return (null, new($"the password file '{path}' was ignored, because others than its owner may read it", $"Let nobody else read it: chmod 600 '{path}'."));
        if (system.ReadLines(path) is not { } lines)
            return (null, new($"the password file '{path}' was ignored, because it cannot be read as a file", "Make it an ordinary file that you may read, or give the password."));
        string host = address.IsSocket && ServerSettings.SocketFolders.Contains(address.Host) ? "localhost" : address.Host;
        string[] wanted = [host, address.Port.ToString(CultureInfo.InvariantCulture), database, user];
        foreach (string line in lines)
        {
            if (!line.StartsWith('#') && PasswordOf(line, wanted) is { } password)
                return (password, new("", ""));
        }

        return (null, new(
            $"no line of the password file '{path}' fits {string.Join(':', wanted)}",
            "Add a line host:port:database:user:password to it, or give the password."));
    }

    private static string? PasswordOf(string line, string[] wanted)
    {
        int at = 0;
        for (int i = 0; i < FieldsBeforePassword; i++)
        {
            int start = at;
            string field = ReadField(line, ref at, toEnd: false);
            bool any = line.AsSpan(start, at - start).SequenceEqual("*");
            if (at >= line.Length || (!any && field != wanted[i]))
                return null;
            at++;
        }

        string password = ReadField(line, ref at, toEnd: true);
        return password.Length == 0 ? null : password;
    }

    /// <summary>Reads up to the next colon that has no backslash before it.</summary>
    private static string ReadField(string line, ref int at, bool toEnd)
    {
        StringBuilder result = new();
        for (; at < line.Length && (toEnd || line[at] != ':'); at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
                at++;
            result.Append(line[at]);
        }

        return result.ToString();
    }
}

/// <summary>Why a password file gave no password.</summary>
/// <param name="Why">Why, as a part of a sentence.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record PasswordFileProblem(string Why, string Remedy);
