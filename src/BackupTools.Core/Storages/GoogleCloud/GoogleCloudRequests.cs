using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BackupTools.Storages.Shared;
using Google;
using Google.Apis.Requests;
using Google.Apis.Storage.v1;
using Newtonsoft.Json;
using StoredObject = Google.Apis.Storage.v1.Data.Object;

namespace BackupTools.Storages.GoogleCloud;

/// <summary>
/// The requests that the maker's library would make several of: ranges, and what writes an object. They go by the library's own connections,
/// which know who asks.
/// </summary>
internal static class GoogleCloudRequests
{
    /// <summary>Where an object's metadata say who wrote it.</summary>
    public const string MarkName = "backuptools-writer";

    private const string ContentType = "application/octet-stream";
    private const int MostAnswerBytes = 256 * 1024;
    private const int MostShown = 300;

    /// <summary>The address of an object's content.</summary>
    public static Uri AddressOf(GoogleCloudStorage storage, string name, long? generation)
    {
        string which = generation is { } number ? string.Create(CultureInfo.InvariantCulture, $"&generation={number}") : "";
        return new Uri(storage.Settings.Endpoint, $"/storage/v1/b/{Uri.EscapeDataString(storage.Bucket)}/o/{Uri.EscapeDataString(storage.KeyOf(name))}?alt=media{which}");
    }

    /// <summary>Begins an upload of parts, where there is no object of that name.</summary>
    public static HttpRequestMessage Begin(GoogleCloudStorage storage, StorageService service, string name, string mark)
    {
        HttpRequestMessage request = new(HttpMethod.Post, UploadAddress(storage, "resumable"))
        {
            Content = Describe(service, ObjectOf(storage, name, mark)),
        };
        request.Headers.Add("X-Upload-Content-Type", ContentType);
        return request;
    }

    /// <summary>Writes a whole object, where there is none of that name; the service refuses content that does not have its checksum.</summary>
    public static HttpRequestMessage Put(GoogleCloudStorage storage, StorageService service, string name, string mark, PartBuffer content, string crc, Patience patience)
    {
        StoredObject described = ObjectOf(storage, name, mark);
        described.Crc32c = crc;
        StreamContent bytes = new(content.OpenRead(patience.Moved));
        bytes.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        return new HttpRequestMessage(HttpMethod.Post, UploadAddress(storage, "multipart"))
        {
            Content = new MultipartContent("related", mark) { Describe(service, described), bytes },
        };
    }

    /// <summary>Makes one request. An answer that says that it failed is thrown; one of an unfinished upload (308) is none.</summary>
    public static async Task<HttpResponseMessage> SendAsync(StorageService service, HttpRequestMessage request, Patience patience)
    {
        HttpResponseMessage answer = await service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.PermanentRedirect)
            return answer;
        using (answer)
            throw Refusal(answer.StatusCode, await TextAsync(answer, patience));
    }

    /// <summary>What an answer says of an object that was written.</summary>
    public static async Task<GoogleCloudObject> ObjectAsync(HttpResponseMessage answer, Patience patience) =>
        GoogleCloudObject.Of(JsonConvert.DeserializeObject<StoredObject>(
            await TextAsync(answer, patience), new JsonSerializerSettings { DateParseHandling = DateParseHandling.None }));

    private static StoredObject ObjectOf(GoogleCloudStorage storage, string name, string mark)
    {
        GoogleCloudSettings settings = storage.Settings;
        StoredObject described = new()
        {
            Name = storage.KeyOf(name), ContentType = ContentType, StorageClass = settings.StorageClass, Metadata = new Dictionary<string, string> { [MarkName] = mark },
        };
        if (settings.Kept.Of(name) is { } until)
        {
            described.Retention = new StoredObject.RetentionData
            {
                Mode = settings.Kept.RetentionMode, RetainUntilTimeDateTimeOffset = new DateTimeOffset(DateTime.SpecifyKind(until, DateTimeKind.Utc)),
            };
        }

        return described;
    }

    private static Uri UploadAddress(GoogleCloudStorage storage, string kind)
    {
        string key = storage.Settings.KmsKeyName is { } name ? "&kmsKeyName=" + Uri.EscapeDataString(name) : "";
        return new Uri(storage.Settings.Endpoint, $"/upload/storage/v1/b/{Uri.EscapeDataString(storage.Bucket)}/o?uploadType={kind}&ifGenerationMatch=0{key}");
    }

    private static StringContent Describe(StorageService service, StoredObject described) =>
        new(service.Serializer.Serialize(described), Encoding.UTF8, "application/json");

    private static GoogleApiException Refusal(HttpStatusCode status, string text)
    {
        RequestError error = new() { Code = (int)status };
        try
        {
            error = JsonConvert.DeserializeObject<Refused>(text)?.Error ?? error;
        }
        catch (JsonException)
        {
            // The number of the answer says enough; some answers have a sentence only.
            error.Message = text[..Math.Min(text.Length, MostShown)];
        }

        return new GoogleApiException("storage", status.ToString()) { HttpStatusCode = status, Error = error };
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, Patience patience)
    {
        using MemoryStream text = new();
        byte[] buffer = new byte[16 * 1024];
        Stream stream = await answer.Content.ReadAsStreamAsync(patience.Token);
        for (int read; text.Length < MostAnswerBytes && (read = await stream.ReadAsync(buffer, patience.Token)) > 0;)
        {
            patience.Moved();
            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private sealed class Refused
    {
        [JsonProperty("error")]
        public RequestError? Error { get; set; }
    }
}
