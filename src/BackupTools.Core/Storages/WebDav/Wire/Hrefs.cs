namespace BackupTools.Storages.WebDav.Wire;

/// <summary>Paths as a server writes them. Nothing is believed of them but names.</summary>
internal static class Hrefs
{
    /// <summary>The names of a path; null where it is on another server, leads up, or has what no name can have.</summary>
    /// <param name="href">A path, or a URI of HTTP.</param>
    /// <param name="host">The host that was asked.</param>
    public static string[]? PathOf(string href, string host)
    {
        string path = href;
        if (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal))
        {
            int slashes = path.IndexOf("//", StringComparison.Ordinal);
            int end = slashes < 0 ? -1 : path.IndexOf('/', slashes + 2);
            bool isUri = slashes >= 0 && path[..slashes].ToLowerInvariant() is "http:" or "https:" or "";
            if (!isUri || end < 0 || !IsHost(path[(slashes + 2)..end], host))
                return null;
            path = path[end..];
        }

        string[] names = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        return path.AsSpan().IndexOfAny('?', '#') >= 0 || names.Any(n => n is "." or ".." || n.Any(c => c is '/' or '\\' || char.IsControl(c))) ? null : names;
    }

    /// <summary>A server behind a proxy may not know by which port and scheme it is reached, but by which name.</summary>
    private static bool IsHost(string authority, string host)
    {
        string plain = authority[(authority.LastIndexOf('@') + 1)..];
        int port = plain.LastIndexOf(':');
        if (port > plain.LastIndexOf(']'))
            plain = plain[..port];
        return plain.Equals(host, StringComparison.OrdinalIgnoreCase);
    }
}
