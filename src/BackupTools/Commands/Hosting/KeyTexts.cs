using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Commands.Hosting;

/// <summary>What people write as keys: a name of the store stays one, a path becomes absolute.</summary>
internal static class KeyTexts
{
    /// <summary>This user's keys.</summary>
    public static KeyStore Store => new(ConfigurationFolder.Current);

    /// <summary>The keys that need nobody; none where the store cannot be reached.</summary>
    /// <param name="onUnreachable">Is told why, where it cannot be.</param>
    public static ArchiveKeys Usual(Action<string> onUnreachable)
    {
        try
        {
            return new KeyChoice(Store).ToKeys([], null, [], null, requireSignature: false);
        }
        catch (BackupException e)
        {
            onUnreachable($"No key of this user's is tried: {e.Message}");
            return ArchiveKeys.None;
        }
    }

    /// <summary>The texts as the library takes them.</summary>
    public static string[] Resolve(SessionState session, IEnumerable<string> texts)
    {
        HashSet<string> names = new(Store.GetNames(), ConnectionName.Comparer);
        return [.. texts.Select(t => names.Contains(t) || !File.Exists(LocationResolver.Resolve(session, t)) ? t : LocationResolver.Resolve(session, t))];
    }
}
