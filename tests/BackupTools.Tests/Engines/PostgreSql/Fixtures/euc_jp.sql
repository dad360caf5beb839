-- For an EUC_JP database.
CREATE TABLE "商品" ("番号" integer PRIMARY KEY, "名前" text DEFAULT '無し');
COMMENT ON TABLE "商品" IS '商品の表';
INSERT INTO "商品" VALUES (1, '日本語のテキスト'), (2, 'ｶﾀｶﾅ'), (3, '表\示'), (4, E'改行\nタブ\t'), (5, '丂');
CREATE TYPE "気分" AS ENUM ('良い', '悪い');
CREATE VIEW "一覧" AS SELECT "名前" FROM "商品" WHERE "番号" > 1;
