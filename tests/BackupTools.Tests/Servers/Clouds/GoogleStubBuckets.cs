using System.Collections.Specialized;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace BackupTools.Tests.Servers.Clouds;

/// <summary>The buckets of the stub, their objects, and the uploads that are under way.</summary>
internal sealed class GoogleStubBuckets
{
    private const int Unit = 256 * 1024;

    private readonly Dictionary<string, SortedDictionary<string, Stored>> _buckets = [];
    private readonly Dictionary<string, Session> _sessions = [];
    private long _generation = 1_700_000_000_000_000;

    /// <summary>How many objects a page has.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>How many bytes of a request an upload takes at most; null for all.</summary>
    public int? TakesAtMost { get; set; }

    /// <summary>Whether one byte of what comes is kept as another.</summary>
    public bool Corrupts { get; set; }

    public string New(string? name = null)
    {
        string bucket = name ?? $"b{Guid.NewGuid():n}";
        lock (this)
            _buckets[bucket] = new(StringComparer.Ordinal);
        return bucket;
    }

    /// <summary>Puts an object there as another program does.</summary>
    public void Add(string bucket, string name, byte[] content, JsonObject? described = null)
    {
        lock (this)
            _buckets[bucket][name] = new Stored(content, ++_generation, described ?? []);
    }

    public IReadOnlyCollection<string> Names(string bucket)
    {
        lock (this)
            return [.. _buckets[bucket].Keys];
    }

    public JsonObject Described(string bucket, string name)
    {
        lock (this)
            return _buckets[bucket][name].Described;
    }

    /// <summary>The names of uploads that have bytes and are neither published nor taken back.</summary>
    public List<string> Unfinished(string bucket)
    {
        lock (this)
            return [.. _sessions.Values.Where(s => s.Bucket == bucket && s is { IsOver: false, Taken.Length: > 0 }).Select(s => s.Name)];
    }

    public StubAnswer List(string bucket, NameValueCollection query)
    {
        if (!_buckets.TryGetValue(bucket, out SortedDictionary<string, Stored>? objects))
            return NoBucket();
        string prefix = query["prefix"] ?? "";
        string after = query["pageToken"] is { } token ? Encoding.UTF8.GetString(Convert.FromBase64String(token)) : "";
        int most = Math.Min(int.Parse(query["maxResults"] ?? "1000", CultureInfo.InvariantCulture), PageSize);
        List<KeyValuePair<string, Stored>> found = [.. objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)
            && string.CompareOrdinal(o.Key, after) > 0 && (query["delimiter"] is null || !o.Key[prefix.Length..].Contains('/', StringComparison.Ordinal))).Take(most + 1)];
        JsonObject answer = new() { ["items"] = new JsonArray([.. found.Take(most).Select(o => Describe(bucket, o.Key, o.Value))]) };
        if (found.Count > most)
            answer["nextPageToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(found[most - 1].Key));
        return StubAnswer.Json(200, answer);
    }

    public StubAnswer Get(string bucket, string name, NameValueCollection query, string? range)
    {
        if (!_buckets.TryGetValue(bucket, out SortedDictionary<string, Stored>? objects))
            return NoBucket();
        if (!objects.TryGetValue(name, out Stored? found) || (query["generation"] is { } asked && asked != Text(found.Generation)))
            return NoObject(bucket, name);
        if (query["alt"] != "media")
            return StubAnswer.Json(200, Describe(bucket, name, found));
        int length = found.Content.Length;
        (int from, int to) = (0, length - 1);
        if (range is not null)
        {
            Match match = Regex.Match(range, @"^bytes=(\d*)-(\d*)$");
            from = match.Groups[1].Length > 0 ? Number(match.Groups[1]) : Math.Max(0, length - Number(match.Groups[2]));
            to = match.Groups[1].Length > 0 && match.Groups[2].Length > 0 ? Math.Min(Number(match.Groups[2]), length - 1) : length - 1;
            if (from > to)
                return new StubAnswer(416, Encoding.ASCII.GetBytes("The requested range cannot be satisfied."), "text/html");
        }

        StubAnswer answer = new(range is null ? 200 : 206, found.Content[from..(to + 1)], "application/octet-stream");
        answer.Headers["x-goog-generation"] = Text(found.Generation);
        if (range is not null)
            answer.Headers["Content-Range"] = $"bytes {from}-{to}/{length}";
        return answer;
    }

    public StubAnswer Delete(string bucket, string name, NameValueCollection query)
    {
        if (!_buckets.TryGetValue(bucket, out SortedDictionary<string, Stored>? objects))
            return NoBucket();
        if (!objects.TryGetValue(name, out Stored? found))
            return NoObject(bucket, name);
        if (query["ifGenerationMatch"] is { } asked && asked != Text(found.Generation))
            return Unmet();
        if (found.Described["retention"]?["retainUntilTime"] is { } until && DateTimeOffset.Parse((string)until!, CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow)
            return StubAnswer.Refuse(403, "retentionPolicyNotMet", $"Object '{bucket}/{name}' is subject to object retention.");
        objects.Remove(name);
        return StubAnswer.Empty(204);
    }

    public StubAnswer Put(string bucket, NameValueCollection query, string type, byte[] body)
    {
        string mark = "--" + Regex.Match(type, "^multipart/related; *boundary=\"?([^\"]+)\"?$").Groups[1].Value;
        string text = Encoding.Latin1.GetString(body);
        int json = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        int second = text.IndexOf("\r\n" + mark, json, StringComparison.Ordinal);
        int begin = text.IndexOf("\r\n\r\n", second, StringComparison.Ordinal) + 4;
        int end = text.LastIndexOf("\r\n" + mark + "--", StringComparison.Ordinal);
        if (mark.Length < 3 || end < begin)
            return StubAnswer.Refuse(400, "badContent", "Malformed multipart body.");
        JsonObject described = JsonNode.Parse(body.AsSpan(json, second - json))!.AsObject();
        return Publish(bucket, (string)described["name"]!, query["ifGenerationMatch"], described, (string?)described["crc32c"], body[begin..end]);
    }

    public StubAnswer Begin(string bucket, NameValueCollection query, byte[] body, string address)
    {
        JsonObject described = JsonNode.Parse(body)!.AsObject();
        string name = (string)described["name"]!;
        if (!_buckets.TryGetValue(bucket, out SortedDictionary<string, Stored>? objects))
            return NoBucket();
        if (query["ifGenerationMatch"] == "0" && objects.ContainsKey(name))
            return Unmet();
        string id = $"topsecret{Guid.NewGuid():n}";
        _sessions[id] = new Session(bucket, name, query["ifGenerationMatch"], described);
        StubAnswer answer = StubAnswer.Empty(200);
        answer.Headers["Location"] = $"{address}/upload/storage/v1/b/{bucket}/o?uploadType=resumable&upload_id={id}";
        return answer;
    }

    /// <summary>Takes a piece of an upload, or says how much there is of it; the last piece publishes it.</summary>
    public StubAnswer Take(string id, string range, string? hash, byte[] body)
    {
        if (!_sessions.TryGetValue(id, out Session? session) || session.IsCancelled)
            return StubAnswer.Empty(session is null ? 404 : 499);
        if (session.Published is { } published)
            return published;
        Match match = Regex.Match(range, @"^bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)$");
        bool isLast = match.Groups[3].Value != "*";
        if (!match.Success)
            return StubAnswer.Refuse(400, "badRequest", "Failed to parse Content-Range header.");
        if (match.Groups[1].Success)
        {
            int from = Number(match.Groups[1]);
            if (body.Length != Number(match.Groups[2]) - from + 1 || (!isLast && body.Length % Unit != 0) || from > session.Taken.Length)
                return StubAnswer.Refuse(400, "badRequest", "Invalid request. There were bytes missing, or their number is no multiple of 256 KiB.");
            int most = TakesAtMost is { } limit && limit < body.Length ? limit : body.Length;
            session.Taken.SetLength(from);
            session.Taken.Position = from;
            session.Taken.Write(body, 0, most);
        }

        if (isLast && session.Taken.Length == Number(match.Groups[3]))
        {
            string? crc = hash?["crc32c=".Length..];
            StubAnswer answer = Publish(session.Bucket, session.Name, session.Condition, session.Described, crc, session.Taken.ToArray());
            session.Published = answer.Status == 200 ? answer : null;
            return answer;
        }

        StubAnswer more = StubAnswer.Empty(308);
        if (session.Taken.Length > 0)
            more.Headers["Range"] = $"bytes=0-{session.Taken.Length - 1}";
        return more;
    }

    public StubAnswer Cancel(string id)
    {
        if (!_sessions.TryGetValue(id, out Session? session) || session.Published is not null)
            return StubAnswer.Empty(404);
        session.IsCancelled = true;
        return StubAnswer.Empty(499);
    }

    private StubAnswer Publish(string bucket, string name, string? condition, JsonObject described, string? crc, byte[] content)
    {
        if (!_buckets.TryGetValue(bucket, out SortedDictionary<string, Stored>? objects))
            return NoBucket();
        if (condition == "0" && objects.ContainsKey(name))
            return Unmet();
        if (crc is not null && crc != StubCrc32c.Of(content))
            return StubAnswer.Refuse(400, "invalid", $"Provided CRC32C \"{crc}\" doesn't match calculated CRC32C \"{StubCrc32c.Of(content)}\".");
        if (Corrupts)
            content[content.Length / 2] ^= 1;
        Stored made = objects[name] = new Stored(content, ++_generation, described);
        return StubAnswer.Json(200, Describe(bucket, name, made));
    }

    private static JsonObject Describe(string bucket, string name, Stored found)
    {
        JsonObject answer = found.Described.DeepClone().AsObject();
        answer["kind"] = "storage#object";
        answer["name"] = name;
        answer["bucket"] = bucket;
        answer["generation"] = Text(found.Generation);
        answer["size"] = Text(found.Content.Length);
        answer["crc32c"] = StubCrc32c.Of(found.Content);
        string at = found.At.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        answer["updated"] = at;
        answer["timeCreated"] = at;
        return answer;
    }

    private static StubAnswer NoBucket() => StubAnswer.Refuse(404, "notFound", "The specified bucket does not exist.");

    private static StubAnswer NoObject(string bucket, string name) => StubAnswer.Refuse(404, "notFound", $"No such object: {bucket}/{name}");

    private static StubAnswer Unmet() => StubAnswer.Refuse(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    private sealed record Stored(byte[] Content, long Generation, JsonObject Described)
    {
        public DateTime At { get; } = DateTime.UtcNow;
    }

    private sealed record Session(string Bucket, string Name, string? Condition, JsonObject Described)
    {
        public MemoryStream Taken { get; } = new();

        public bool IsCancelled { get; set; }

        public StubAnswer? Published { get; set; }

        public bool IsOver => IsCancelled || Published is not null;
    }
}
