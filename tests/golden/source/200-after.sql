CREATE INDEX book_author ON book(author, title);
CREATE TRIGGER author_gone AFTER DELETE ON author BEGIN DELETE FROM book WHERE author = old.id; END;
