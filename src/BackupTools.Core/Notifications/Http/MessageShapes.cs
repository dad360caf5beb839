using System.Text.Json.Nodes;
using BackupTools.Abstractions;

namespace BackupTools.Notifications.Http;

/// <summary>What is told, in the shapes of those who are told. No text can call a person or a channel, or become a link.</summary>
internal static class MessageShapes
{
    private const int MostOfDiscord = 1900;

    public static JsonObject Of(string kind, NotificationEvent told) => kind switch
    {
        "slack" => new JsonObject { ["text"] = Escape(PlainText(told)) },
        "discord" => new JsonObject
        {
            ["content"] = Cut(PlainText(told)),
            ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
        },
        "teams" => Card(told),
        _ => Generic(told),
    };

    /// <summary>The title, and a line for each fact.</summary>
    public static string PlainText(NotificationEvent told) => string.Join('\n', told.Facts.Select(f => $"{f.Name}: {f.Value}").Prepend(told.Title));

    private static JsonObject Generic(NotificationEvent told) => new()
    {
        ["title"] = told.Title,
        ["job"] = ShownText.Clean(told.Job),
        ["outcome"] = told.Outcome.ToString(),
        ["change"] = told.Change.ToString(),
        ["database"] = told.Database is null ? null : ShownText.Clean(told.Database),
        ["errorId"] = told.ErrorId,
        ["message"] = told.Message is null ? null : ShownText.Clean(told.Message),
        ["sizeBytes"] = told.SizeBytes,
        ["durationSeconds"] = told.Duration?.TotalSeconds,
        ["host"] = told.Host,
        ["at"] = told.AtUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static JsonObject Card(NotificationEvent told) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(
                    new JsonObject { ["type"] = "TextBlock", ["text"] = told.Title, ["weight"] = "Bolder", ["wrap"] = true },
                    new JsonObject
                    {
                        ["type"] = "FactSet",
                        ["facts"] = new JsonArray([.. told.Facts.Select(f => new JsonObject { ["title"] = f.Name, ["value"] = f.Value })]),
                    }),
            },
        }),
    };

    /// <summary>Slack's own three characters; an angle bracket would begin a mention of everybody.</summary>
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Cut(string text) => text.Length > MostOfDiscord ? text[..MostOfDiscord] + "…" : text;
}
