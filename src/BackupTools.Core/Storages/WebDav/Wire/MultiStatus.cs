using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;

namespace BackupTools.Storages.WebDav.Wire;

/// <summary>
/// Reads the XML that answers PROPFIND, entry by entry. Definitions of types and entities are refused, and no entry and no listing has more
/// than it can need.
/// </summary>
internal static class MultiStatus
{
    private const int MostBytesOfEntry = 1024 * 1024;
    private const int MostEntries = 1_000_000;
    private const string Dav = "DAV:";
    private const string OwnCloud = "http://owncloud.org/ns";

    /// <summary>What is asked for.</summary>
    public static readonly byte[] Question = """
        <?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><d:resourcetype/><d:getcontentlength/><d:getlastmodified/><d:quota-available-bytes/><oc:checksums/></d:prop></d:propfind>
        """u8.ToArray();

    /// <param name="stream">The answer.</param>
    /// <param name="host">The host that was asked.</param>
    /// <param name="moved">Is told whenever something came.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async IAsyncEnumerable<DavEntry> ReadAsync(
        Stream stream, string host, Action moved, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using BudgetStream limited = new(stream, MostBytesOfEntry, moved, cancellationToken);
        using var xml = XmlReader.Create(limited, new XmlReaderSettings
        {
            Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true,
        });
        int count = 0;
        while (await NextAsync(xml, host, limited) is { } entry)
        {
            if (++count > MostEntries)
                throw new DavFormatException($"the listing does not end, or has more than {MostEntries:N0} files");
            yield return entry;
        }
    }

    private static async Task<DavEntry?> NextAsync(XmlReader xml, string host, BudgetStream budget)
    {
        try
        {
            budget.Renew();
            while (await xml.ReadAsync())
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                if (xml.Depth == 0 && !Is(xml, "multistatus"))
                    throw new DavFormatException("what answers there is no WebDAV");
                if (xml.Depth == 1 && Is(xml, "response"))
                    return await EntryAsync(xml, host);
            }

            return null;
        }
        catch (XmlException e)
        {
            throw new DavFormatException("the server's answer cannot be understood", e, isCut: budget.HasEnded);
        }
    }

    private static async Task<DavEntry> EntryAsync(XmlReader xml, string host)
    {
        DavEntry entry = new();
        if (xml.IsEmptyElement)
            return entry;
        DavEntry found = new();
        string[] names = new string[8];
        while (await xml.ReadAsync() && xml.Depth > 1)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth < names.Length)
            {
                names[xml.Depth] = xml.NamespaceURI is Dav or OwnCloud ? xml.LocalName : "";
                if (xml.Depth == 2)
                    found = names[2] == "propstat" ? new DavEntry() : found;
                else if (xml.Depth == 5 && names[4] == "resourcetype" && Is(xml, "collection"))
                    found.IsFolder = true;
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && xml.Depth <= names.Length)
            {
                Take(entry, found, names, xml.Depth - 1, (await xml.GetValueAsync()).Trim(), host);
            }
            else if (xml is { NodeType: XmlNodeType.EndElement, Depth: 2 } && names[2] == "propstat" && found.IsThere)
            {
                entry.IsFolder |= found.IsFolder;
                entry.SizeBytes ??= found.SizeBytes;
                entry.ModifiedAt ??= found.ModifiedAt;
                entry.FreeBytes ??= found.FreeBytes;
                entry.Checksums += found.Checksums;
            }
        }

        return entry;
    }

    private static void Take(DavEntry entry, DavEntry found, string[] names, int depth, string text, string host)
    {
        switch (depth, names[depth])
        {
            case (2, "href"):
                entry.Path = Hrefs.PathOf(text, host);
                break;
            case (2, "status"):
                entry.IsThere = IsGood(text);
                break;
            case (3, "status"):
                found.IsThere = IsGood(text);
                break;
            case (4, "getcontentlength"):
                found.SizeBytes = Number(text) is >= 0 and { } size ? size : null;
                break;
            case (4, "quota-available-bytes"):
                found.FreeBytes = Number(text) is >= 0 and { } free ? free : null; // Below 0 it says that it is not known, or not limited.
                break;
            case (4, "getlastmodified"):
                found.ModifiedAt = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) ? at.UtcDateTime : null;
                break;
            case (5, "checksum"):
                found.Checksums += text + " ";
                break;
        }
    }

    private static bool Is(XmlReader xml, string name) => xml.LocalName == name && xml.NamespaceURI == Dav;

    private static bool IsGood(string status) => status.Split(' ') is [_, ['2', _, _], ..];

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
